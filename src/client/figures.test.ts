import { describe, expect, test } from 'vitest'
import { duration, megabytes, percent, wholeMegabytes } from './figures.ts'

describe('percent', () => {
  test.each([
    [0, '< 1 %'],
    [0.0099, '< 1 %'],
    [0.01, '1 %'],
    [0.4336, '43 %'],
    [0.967, '97 %'],
    [0.9949, '99 %'],
    // Not certain: the page never claims 100 % for less.
    [0.995, '> 99 %'],
    [1, '> 99 %'],
  ])('%f reads "%s"', (score, text) => {
    expect(percent(score)).toBe(text)
  })
})

describe('megabytes', () => {
  test.each([
    [0, '0.0'],
    [3_090_000, '3.1'],
    [5_000_000, '5.0'],
    [13_948_576, '13.9'],
  ])('%i bytes read "%s"', (bytes, text) => {
    expect(megabytes(bytes)).toBe(text)
  })

  test.each([
    [6_100_000, '7 MB'],
    [7_000_000, '7 MB'],
    [1, '1 MB'],
  ])('a question about %i bytes says "%s"', (bytes, text) => {
    expect(wholeMegabytes(bytes)).toBe(text)
  })
})

describe('duration', () => {
  test.each([
    [0.4, '< 1 ms'],
    [17.6, '18 ms'],
    [999.4, '999 ms'],
    [1234, '1.2 s'],
  ])('%f ms read "%s"', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })
})
