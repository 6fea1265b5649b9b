import { describe, expect, test } from 'vitest'
import { type Channels, rawPixels } from './raw-pixels.ts'

const source = (channels: Channels, ...bytes: number[]) =>
  rawPixels(Uint8Array.from(bytes), channels, { width: 1, height: 1 })

describe('a pixel', () => {
  test.each<[Channels, number[], number[]]>([
    ['rgb', [10, 20, 30], [10, 20, 30, 255]],
    ['rgb', [255, 255, 255], [255, 255, 255, 255]],
    ['rgba', [10, 20, 30, 255], [10, 20, 30, 255]],
    ['rgba', [10, 20, 30, 0], [255, 255, 255, 255]],
    // (10 * 128 + 255 * 127) / 255 = 132.02, and so on; rounded to the nearest.
    ['rgba', [10, 20, 31, 128], [132, 137, 143, 255]],
    ['cmyk', [0, 0, 0, 0], [255, 255, 255, 255]],
    ['cmyk', [255, 0, 100, 0], [0, 255, 155, 255]],
    ['cmyk', [0, 255, 100, 155], [100, 0, 61, 255]],
    ['cmyk', [0, 0, 0, 255], [0, 0, 0, 255]],
  ])('of %s %j is %j', (channels, bytes, rgba) => {
    expect([...source(channels, ...bytes).read(0, 0, 1, 1)]).toEqual(rgba)
  })
})

test('reads any rectangle, and the next read may use the memory again', () => {
  const [width, height] = [5, 4]
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => at)
  const pixels = rawPixels(data, 'rgb', { width, height })
  const red = (x: number, y: number, columns: number, rows: number): number[] => {
    return [...pixels.read(x, y, columns, rows)].filter((_, at) => at % 4 === 0)
  }
  expect(red(0, 0, 5, 4)).toEqual(Array.from({ length: 20 }, (_, at) => at * 3))
  expect(red(3, 1, 2, 2)).toEqual([24, 27, 39, 42])
  expect(red(4, 3, 1, 1)).toEqual([57])
})

test.each<[Channels, number]>([
  ['rgb', 4],
  ['rgba', 3],
  ['cmyk', 0],
])('%s of %i bytes is no pixel', (channels, bytes) => {
  expect(() => source(channels, ...new Array(bytes).fill(0))).toThrow(RangeError)
})
