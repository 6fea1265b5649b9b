import { expect, test } from 'vitest'
import { pixelSource } from './pixels.ts'

// Each pixel's bytes are its place: column, row, 7, 255.
const image = {
  width: 3,
  height: 2,
  data: Uint8ClampedArray.from([0, 1].flatMap((y) => [0, 1, 2].flatMap((x) => [x, y, 7, 255]))),
}

test.each([
  { x: 0, y: 0, width: 3, height: 2, places: '00 10 20 01 11 21' },
  { x: 0, y: 1, width: 3, height: 1, places: '01 11 21' },
  { x: 1, y: 0, width: 2, height: 2, places: '10 20 11 21' },
  { x: 2, y: 1, width: 1, height: 1, places: '21' },
])('reads $width x $height at $x, $y', ({ x, y, width, height, places }) => {
  const bytes = pixelSource(image).read(x, y, width, height)
  expect(bytes).toEqual(Uint8ClampedArray.from(places.split(' ').flatMap(([x, y]) => [Number(x), Number(y), 7, 255])))
})

test('a smaller read after a larger one has its own length', () => {
  const source = pixelSource(image)
  expect(source.read(0, 0, 2, 2).length).toBe(16)
  expect(source.read(1, 1, 1, 1)).toEqual(Uint8ClampedArray.of(1, 1, 7, 255))
})

test.each([
  { width: 3, height: 3 },
  { width: 0, height: 0 },
  { width: 6, height: 0.5 },
])('refuses six pixels as $width x $height', ({ width, height }) => {
  expect(() => pixelSource({ data: image.data, width, height })).toThrow(RangeError)
})
