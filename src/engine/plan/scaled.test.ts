/** Which products of constants stay bytes until they are packed, and that nothing else does. */
import { expect, test } from 'vitest'
import type { GraphNode, Tensor } from '../graph.ts'
import { scaledBytes } from './scaled.ts'

const node = (operator: string): GraphNode => ({
  label: operator,
  operator,
  inputs: ['a', 'b'],
  outputs: ['c'],
  attributes: new Map(),
})
const count = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1)
/** What Cast makes of int8. */
const stored = (...dims: number[]): Tensor => ({ type: 'float32', dims, values: new Int8Array(count(dims)).fill(3) })
const scale = (...dims: number[]): Tensor => ({ type: 'float32', dims, values: new Float32Array(count(dims)).fill(2) })

test.each<readonly [text: string, a: Tensor, b: Tensor]>([
  ['a convolution', stored(4, 2, 3, 3), scale(4, 1, 1, 1)],
  ['a matrix', stored(4, 2), scale(4, 1)],
  ['of one output', stored(1, 2), scale(1, 1)],
])('%s: bytes and factors of the file', (_, a, b) => {
  const scaled = scaledBytes(node('Mul'), [a, b])
  expect(scaled?.dims).toEqual(a.dims)
  expect(scaled?.weights.bytes).toBe(a.values)
  expect(scaled?.weights.factors).toBe(b.values)
  expect(scaled?.weights.length).toBe(count(a.dims))
})

test.each<readonly [text: string, operator: string, inputs: readonly (Tensor | undefined)[]]>([
  ['another operator', 'Add', [stored(4, 2), scale(4, 1)]],
  ['float32 already', 'Mul', [scale(4, 2), scale(4, 1)]],
  ['int8 still', 'Mul', [{ ...stored(4, 2), type: 'int8' }, scale(4, 1)]],
  ['a factor for each input', 'Mul', [stored(4, 4), scale(1, 4)]],
  ['a factor for each input, of fewer dimensions', 'Mul', [stored(4, 4), scale(4)]],
  ['one factor', 'Mul', [stored(4, 2), scale(1)]],
  ['a factor for each weight', 'Mul', [stored(4, 2), scale(4, 2)]],
  ['the result is larger than the bytes', 'Mul', [stored(1, 2), scale(4, 1)]],
  ['bytes times bytes', 'Mul', [stored(4, 2), stored(4, 1)]],
  ['a list', 'Mul', [stored(4), scale(4)]],
  ['nothing', 'Mul', [stored(0, 2), scale(0, 1)]],
  ['no second input', 'Mul', [stored(4, 2), undefined]],
])('%s is computed beforehand', (_, operator, inputs) => {
  expect(scaledBytes(node(operator), inputs)).toBeUndefined()
})
