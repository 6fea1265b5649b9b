import { describe, expect, test } from 'vitest'
import { parseByteRange } from './byte-range.ts'

describe('parseByteRange', () => {
  test.each([
    ['bytes=0-', 10, { start: 0, end: 9 }],
    ['bytes=4-', 10, { start: 4, end: 9 }],
    ['bytes=4-6', 10, { start: 4, end: 6 }],
    ['bytes=9-9', 10, { start: 9, end: 9 }],
    ['bytes=4-999', 10, { start: 4, end: 9 }],
    ['bytes=-3', 10, { start: 7, end: 9 }],
    ['bytes=-99', 10, { start: 0, end: 9 }],
    ['BYTES=1-2', 10, { start: 1, end: 2 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=99999999999999999999-', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=6-4', 10, undefined],
    ['bytes=-', 10, undefined],
    ['bytes=0-1,4-5', 10, undefined],
    ['lines=0-1', 10, undefined],
    ['bytes=a-b', 10, undefined],
    [undefined, 10, undefined],
  ])('%s of %i bytes', (header, size, range) => {
    expect(parseByteRange(header, size)).toEqual(range)
  })
})
