import { expect, test } from 'vitest'
import { type DenseShape, denseLength, packDense, packDepthwise } from './pack.ts'
import { Random } from './testing/random.ts'
import { plainWeights } from './weights.ts'

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

test.each([
  // outputs, channels, kernel's height and width, room of a pixel
  [16, 12, 1, 1, 12],
  [19, 5, 3, 2, 8],
  [3, 1, 1, 1, 4],
])(
  '%i outputs of %i channels, %i x %i: bytes with factors are packed as the numbers that they stand for',
  (...sizes) => {
    const [outputs, channels, height, width, pixel] = sizes
    const [cells, random] = [height * width, new Random(3)]
    const strides = { output: channels * cells, y: width, x: 1, channel: cells }
    const shape: DenseShape = { outputs, channels, kernel: { height, width }, pixel, strides }
    const bytes = Int8Array.from({ length: outputs * channels * cells }, () => random.integer(-128, 127))
    const weights = { bytes, factors: random.numbers(outputs, -0.1, 0.1), length: bytes.length }
    const [packed, plain] = [new Float32Array(denseLength(shape)), new Float32Array(denseLength(shape))]
    packDense(weights, shape, packed)
    packDense(plainWeights(weights), shape, plain)
    expect(packed).toEqual(plain)
  },
)

test('depthwise weights lie in vectors of four channels', () => {
  const packed = new Float32Array(8 * 2)
  packDepthwise(counting(5 * 2), 5, packed)
  expect([...packed]).toEqual([1, 3, 5, 7, 2, 4, 6, 8, 9, 0, 0, 0, 10, 0, 0, 0])
})
