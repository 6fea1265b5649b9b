import { expect, test } from 'vitest'
import { denseLength, packDense, packDepthwise } from './pack.ts'

const counting = (length: number): Float32Array => Float32Array.from({ length }, (_, index) => index + 1)

test('dense weights lie in panels of eight outputs, with zeros where there are none', () => {
  // Two outputs of three channels, 1 x 2 kernels, pixels of four: [output, channel, x].
  const shape = {
    outputs: 2,
    channels: 3,
    kernel: { height: 1, width: 2 },
    pixel: 4,
    strides: { output: 6, y: 2, x: 1, channel: 2 },
  }
  // Two pixels, the second without its room at the end.
  expect(denseLength(shape)).toBe(7 * 8)
  const packed = new Float32Array(denseLength(shape))
  packDense(counting(12), shape, packed)
  const rows = Array.from({ length: 7 }, (_, row) => [...packed.subarray(8 * row, 8 * row + 8)])
  const none = [0, 0, 0, 0, 0, 0]
  expect(rows).toEqual([
    [1, 7, ...none],
    [3, 9, ...none],
    [5, 11, ...none],
    [0, 0, ...none],
    [2, 8, ...none],
    [4, 10, ...none],
    [6, 12, ...none],
  ])
})

test('depthwise weights lie in vectors of four channels', () => {
  const packed = new Float32Array(8 * 2)
  packDepthwise(counting(5 * 2), 5, packed)
  expect([...packed]).toEqual([1, 3, 5, 7, 2, 4, 6, 8, 9, 0, 0, 0, 10, 0, 0, 0])
})
