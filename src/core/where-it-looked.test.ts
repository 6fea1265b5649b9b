import { describe, expect, test } from 'vitest'
import type { ActivationMap } from './classification.ts'
import { cropSeen, type Size } from './geometry.ts'
import { whereItLooked } from './where-it-looked.ts'

/** One digit for each cell. */
function drawn(...rows: readonly string[]): ActivationMap {
  const values = rows.flatMap((row) => [...row].map(Number))
  return { index: 0, width: rows[0]?.length ?? 0, height: rows.length, values }
}

function said(map: ActivationMap, size: Size): string {
  return whereItLooked(map, cropSeen(size, { shortestEdge: 256, centerCrop: 224 }), size)
}

const square = { width: 512, height: 512 }
const photograph = { width: 1200, height: 900 }
const panorama = { width: 1536, height: 512 }
const tower = { width: 512, height: 1536 }

describe('a spot of three by three of the seven by seven cells', () => {
  const places = [
    ['the upper left', 'the upper middle', 'the upper right'],
    ['the left side', 'the middle', 'the right side'],
    ['the lower left', 'the lower middle', 'the lower right'],
  ]
  const cases = places.flatMap((row, y) => row.map((place, x) => ({ place, x, y })))

  test.each(cases)('mostly $place', ({ place, x, y }) => {
    const near = (at: number, third: number): boolean => at >= 2 * third && at <= 2 * third + 2
    const rows = Array.from({ length: 7 }, (_, row) =>
      Array.from({ length: 7 }, (_, column) => (near(row, y) && near(column, x) ? '9' : '1')).join(''),
    )
    expect(said(drawn(...rows), square)).toBe(`mostly ${place}`)
    expect(said(drawn(...rows), photograph)).toBe(`mostly ${place}`)
  })
})

test.each<[string, ActivationMap, Size]>([
  // The crop is the middle of them: what lies at its edge does not lie at the picture's.
  ['mostly the upper middle', drawn('900', '000', '000'), panorama],
  ['mostly the left side', drawn('900', '000', '000'), tower],
  ['mostly the middle, from top to bottom', drawn('999', '999', '999'), panorama],
  ['mostly the middle, from side to side', drawn('999', '999', '999'), tower],
  ['across the whole picture', drawn('999', '999', '999'), square],
  ['across the whole picture', drawn('9009', '0000', '0000', '9009'), square],
  ['mostly the left side', drawn('9000', '9000', '9000', '9000'), square],
  ['mostly the right side', drawn('0009', '0009', '0009', '0009'), square],
  ['mostly the upper part', drawn('9999', '0000', '0000', '0000'), square],
  ['mostly the lower part', drawn('0000', '0000', '0000', '9999'), square],
  ['mostly the middle, from top to bottom', drawn('0990', '0990', '0990', '0990'), square],
  // Evidence that is everywhere does not drown the one that counts.
  ['mostly the upper left', drawn('9744', '7744', '4444', '4444'), square],
  // On the border of two thirds of the picture.
  ['mostly the upper left', drawn('000000', '099000', '099000', '000000', '000000', '000000'), square],
  ['mostly the middle, from side to side', drawn('5'), { width: 4, height: 900 }],
  ['nowhere in particular', drawn('00', '00'), square],
  ['nowhere in particular', { ...drawn('00', '00'), values: [-1, -2, -3, -4] }, square],
])('%s', (words, map, size) => {
  expect(said(map, size)).toBe(words)
})
