import { describe, expect, test } from 'vitest'
import { agreement, atTemperature } from './agreement.mjs'

/** @param {readonly number[]} logits @param {number} temperature */
function softmax(logits, temperature) {
  const powers = logits.map((logit) => Math.exp(logit / temperature))
  const sum = powers.reduce((all, power) => all + power, 0)
  return powers.map((power, index) => ({ index, score: power / sum }))
}

test.each([[0.85], [1], [2]])('atTemperature(%d) gives what the logits would have given', (temperature) => {
  const logits = [3.1, -0.4, 2.9, 0]
  const changed = atTemperature(softmax(logits, 1), temperature)
  for (const [at, { index, score }] of softmax(logits, temperature).entries()) {
    expect(changed[at]?.index).toBe(index)
    expect(changed[at]?.score).toBeCloseTo(score, 12)
  }
})

describe('agreement', () => {
  const reference = [
    { index: 7, score: 0.6 },
    { index: 2, score: 0.3 },
  ]
  test.each([
    ['the same', [7, 0.6, 2, 0.3], { sameFirst: true, difference: 0 }],
    ['other scores', [7, 0.5, 2, 0.35], { sameFirst: true, difference: 0.1 }],
    ['another order', [2, 0.5, 7, 0.4], { sameFirst: false, difference: 0.2 }],
    ['a class that is not there', [7, 0.6, 9, 0.4], { sameFirst: true, difference: 0.3 }],
  ])('%s', (_, [one = 0, first = 0, other = 0, second = 0], expected) => {
    const predictions = [
      { index: one, score: first },
      { index: other, score: second },
    ]
    const { sameFirst, difference } = agreement(predictions, reference)
    expect(sameFirst).toBe(expected.sameFirst)
    expect(difference).toBeCloseTo(expected.difference, 12)
  })
})
