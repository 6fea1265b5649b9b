import { describe, expect, test } from 'vitest'
import { spread, spreads } from './statistics.mjs'

describe('spread', () => {
  test.each([
    [[5], { median: 5, min: 5, max: 5, n: 1 }],
    [[9, 1, 2], { median: 2, min: 1, max: 9, n: 3 }],
    [[4, 1, 2, 9], { median: 3, min: 1, max: 9, n: 4 }],
    [[1234.56, 0.123456], { median: 617, min: 0.123, max: 1235, n: 2 }],
  ])('of %j', (values, expected) => {
    expect(spread(values)).toEqual(expected)
  })

  test('of nothing is an error, not a number', () => {
    expect(() => spread([])).toThrow(RangeError)
  })
})

test('spreads: field by field', () => {
  const result = spreads([
    { run: 1, decode: 10 },
    { run: 3, decode: 20 },
  ])
  expect(result.run.median).toBe(2)
  expect(result.decode).toEqual({ median: 15, min: 10, max: 20, n: 2 })
})
