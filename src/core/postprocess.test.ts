import { describe, expect, test } from 'vitest'
import { softmax, topK } from './postprocess.ts'

describe('softmax', () => {
  test.each([
    { logits: [0, 0, 0, 0], temperature: 1, scores: [0.25, 0.25, 0.25, 0.25] },
    { logits: [Math.log(3), 0], temperature: 1, scores: [0.75, 0.25] },
    // Twice as sharp: the ratio is squared.
    { logits: [Math.log(3), 0], temperature: 0.5, scores: [0.9, 0.1] },
    { logits: [Math.log(9), 0], temperature: 2, scores: [0.75, 0.25] },
    // Neither overflows nor divides 0 by 0.
    { logits: [3e38, 3e38, -3e38], temperature: 0.01, scores: [0.5, 0.5, 0] },
    { logits: [-3e38, -3e38], temperature: 0.01, scores: [0.5, 0.5] },
    { logits: [5], temperature: 1, scores: [1] },
  ])('$logits at temperature $temperature', ({ logits, temperature, scores }) => {
    const ours = softmax(Float32Array.from(logits), temperature)
    expect(ours.length).toBe(scores.length)
    for (const [at, score] of ours.entries()) expect(score).toBeCloseTo(scores[at] ?? Number.NaN, 6)
  })
})

describe('topK', () => {
  test.each([
    { scores: [0.1, 0.4, 0.2, 0.3], k: 2, indices: [1, 3] },
    { scores: [0.25, 0.5, 0.25, 0.5], k: 3, indices: [1, 3, 0] },
    { scores: [0, 0, 0], k: 3, indices: [0, 1, 2] },
    { scores: [0.5, 0.5], k: 9, indices: [0, 1] },
  ])('$k of $scores', ({ scores, k, indices }) => {
    expect(topK(Float64Array.from(scores), k)).toEqual(indices)
  })
})
