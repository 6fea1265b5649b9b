import { expect, test } from 'vitest'
import { largest } from './top-maps.ts'

test.each([
  // logits, count -> indices, as ONNX's TopK orders them
  [[1, 3, 2], 2, [1, 2]],
  [[5, 5, 5, 5], 3, [0, 1, 2]],
  [[0, 2, 1, 2], 3, [1, 3, 2]],
  [[-1, -3, -2], 1, [0]],
  [[4, 7], 5, [1, 0]],
])('the largest of %j, %i of them', (logits, count, indices) => {
  expect(largest(Float32Array.from(logits), count)).toEqual(indices)
})
