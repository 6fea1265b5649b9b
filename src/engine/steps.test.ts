import { expect, test } from 'vitest'
import { sevensOf } from './steps.ts'

test.each([
  // Output pixels in a row -> strips of seven, and then of five, that compute the fewest.
  [4, 0],
  [5, 0],
  [6, 0],
  [7, 1],
  [9, 0],
  [14, 2],
  [17, 1],
  [33, 4],
  [112, 16],
  [130, 15],
])('a row of %i has %i strips of seven', (width, sevens) => {
  expect(sevensOf(width)).toBe(sevens)
})
