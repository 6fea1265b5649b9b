import { describe, expect, test } from 'vitest'
import { centerCrop, cropInSource, cropSeen, fits, framed, inputSize, shortestEdge } from './geometry.ts'

describe('shortestEdge', () => {
  test.each([
    // width, height, edge -> size as Pillow's users compute it: int(edge * long / short)
    [451, 300, 256, { width: 384, height: 256 }],
    [300, 451, 256, { width: 256, height: 384 }],
    [640, 427, 256, { width: 383, height: 256 }],
    [224, 224, 224, { width: 224, height: 224 }],
    [1, 1, 256, { width: 256, height: 256 }],
    [1, 4000, 256, { width: 256, height: 1_024_000 }],
    [4000, 1, 256, { width: 1_024_000, height: 256 }],
  ])('%i x %i to %i', (width, height, edge, size) => {
    expect(shortestEdge({ width, height }, edge)).toEqual(size)
  })

  test.each([
    [0, 10],
    [10, 0],
    [Number.NaN, 10],
  ])('%d x %d is no picture', (width, height) => {
    expect(() => shortestEdge({ width, height }, 256)).toThrow(RangeError)
  })
})

test.each([
  [384, 256, 224, { left: 80, top: 16 }],
  [383, 256, 224, { left: 79, top: 16 }],
  [257, 257, 224, { left: 16, top: 16 }],
  [224, 225, 224, { left: 0, top: 0 }],
  [1_024_000, 256, 224, { left: 511_888, top: 16 }],
])('centerCrop of %i x %i to %i', (width, height, crop, corner) => {
  expect(centerCrop({ width, height }, crop)).toEqual({ ...corner, width: crop, height: crop })
})

test('centerCrop cuts other shapes than squares', () => {
  const cut = centerCrop({ width: 384, height: 256 }, { width: 201, height: 100 })
  expect(cut).toEqual({ left: 91, top: 78, width: 201, height: 100 })
})

describe('framed', () => {
  const square = { left: 16, top: 16, width: 224, height: 224 }
  test.each([
    // framing, what a picture of 640 x 480 becomes, what is cut from it
    [{ shortestEdge: 256, centerCrop: 224 }, [341, 256], { ...square, left: 58 }],
    [{ size: { width: 256, height: 256 }, centerCrop: 224 }, [256, 256], square],
    [{ size: { width: 224, height: 224 } }, [224, 224], { ...square, left: 0, top: 0 }],
    [{ size: { width: 96, height: 160 } }, [96, 160], { left: 0, top: 0, width: 96, height: 160 }],
  ] as const)('%j', (framing, [width, height], crop) => {
    expect(framed({ width: 640, height: 480 }, framing)).toEqual({ size: { width, height }, crop })
    expect(inputSize(framing)).toEqual({ width: crop.width, height: crop.height })
    expect(fits(framing)).toBe(true)
  })

  test.each([
    { shortestEdge: 224, centerCrop: 225 },
    { shortestEdge: 224, centerCrop: { width: 300, height: 224 } },
    { size: { width: 300, height: 200 }, centerCrop: 201 },
  ])('%j does not fit', (framing) => {
    expect(fits(framing)).toBe(false)
  })
})

test('cropInSource gives the rectangle in pixels of the picture', () => {
  const source = { width: 1024, height: 512 }
  const resized = shortestEdge(source, 256)
  const crop = centerCrop(resized, 224)
  expect(cropInSource(source, resized, crop)).toEqual({ left: 288, top: 32, width: 448, height: 448 })
})

test.each([
  [1024, 512, { left: 288, top: 32, width: 448, height: 448 }],
  [512, 1024, { left: 32, top: 288, width: 448, height: 448 }],
  [256, 256, { left: 16, top: 16, width: 224, height: 224 }],
  // An edge of 192 becomes 256: three quarters of 16 and of 224.
  [192, 192, { left: 12, top: 12, width: 168, height: 168 }],
])('cropSeen of %i x %i', (width, height, seen) => {
  expect(cropSeen({ width, height }, { shortestEdge: 256, centerCrop: 224 })).toEqual(seen)
})
