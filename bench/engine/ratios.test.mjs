import { describe, expect, test } from 'vitest'
import { largestDifference, ratioBesideAim, ratios } from './ratios.mjs'

describe('ratios', () => {
  const ours = { engine: 'whatsit', times: [12, 10, 20] }

  test('are ours divided by each of the others', () => {
    const others = [
      { engine: 'onnxruntime-web', times: [40, 30, 25] },
      { engine: 'LiteRT.js', times: [12, 16, 24] },
    ]
    expect(ratios([ours, ...others])).toEqual({
      'onnxruntime-web': { ofFastest: 0.4, ofMedians: 0.4, aim: 0.6 },
      'LiteRT.js': { ofFastest: 0.833, ofMedians: 0.75, aim: 0.9 },
    })
  })

  test('of an engine without an aim have none', () => {
    expect(ratios([ours, { engine: 'another', times: [20] }])).toEqual({ another: { ofFastest: 0.5, ofMedians: 0.6 } })
  })

  test('need somebody else', () => {
    expect(ratios([ours])).toEqual({})
  })
})

test.each([
  [{ ofFastest: 0.426, ofMedians: 1, aim: 0.6 }, '0.43 (aim: at most 0.60)'],
  [{ ofFastest: 0.9, ofMedians: 1, aim: 0.9 }, '0.90 (aim: at most 0.90)'],
  [{ ofFastest: 0.903, ofMedians: 0.8, aim: 0.9 }, '**0.90** (aim: at most 0.90)'],
  [{ ofFastest: 1.234, ofMedians: 1 }, '1.23'],
])('ratioBesideAim %j', (ratio, text) => {
  expect(ratioBesideAim(ratio)).toBe(text)
})

test.each([
  [[1, 2, 3], [1, 2.5, 2.75], 0.5],
  [[1], [1], 0],
  [[1, 2], [1], Number.NaN],
  [[], [1], Number.NaN],
])('largestDifference of %j and %j', (ours, theirs, difference) => {
  expect(largestDifference(ours, theirs)).toBe(difference)
})
