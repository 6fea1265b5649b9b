import { expect, test } from 'vitest'
import { plainWeights } from './weights.ts'

test('bytes times the factor of their output are rounded once, as float32 is stored', () => {
  const factors = Float32Array.of(0.1, -3)
  const plain = plainWeights({ bytes: Int8Array.of(1, -128, 3, 0, 127, -1), factors, length: 6 })
  expect(plain).toEqual(Float32Array.of(0.1, Math.fround(0.1) * -128, Math.fround(0.1) * 3, -0, -381, 3))
})

test('plain ones are not copied', () => {
  const weights = Float32Array.of(1, 2)
  expect(plainWeights(weights)).toBe(weights)
})
