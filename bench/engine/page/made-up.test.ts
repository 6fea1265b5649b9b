import { expect, test } from 'vitest'
import { channelsLast, madeUp } from './made-up.ts'

test('madeUp is the same each time, between -1 and 1, and not all alike', () => {
  const numbers = madeUp(1000)
  expect(madeUp(1000)).toEqual(numbers)
  expect(numbers.every((number) => number >= -1 && number <= 1)).toBe(true)
  expect(new Set(numbers).size).toBeGreaterThan(990)
})

test.each([
  // channels, planes -> pixels
  [1, [1, 2, 3], [1, 2, 3]],
  [3, [1, 2, 3], [1, 2, 3]],
  [3, [1, 2, 10, 20, 100, 200], [1, 10, 100, 2, 20, 200]],
  [2, [1, 2, 3, 10, 20, 30], [1, 10, 2, 20, 3, 30]],
])('channelsLast, %i channels', (channels, planes, pixels) => {
  expect([...channelsLast(Float32Array.from(planes), channels)]).toEqual(pixels)
})
