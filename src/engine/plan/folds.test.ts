/** Constants are computed to the bit as onnxruntime-web computes them. */
import { expect, test } from 'vitest'
import type { ElementType, Tensor } from '../graph.ts'
import { readModel } from '../onnx.ts'
import { OnnxWriter } from '../testing/onnx-writer.ts'
import { runOnnx } from '../testing/onnxruntime.ts'
import { Random } from '../testing/random.ts'
import { Constants } from './constants.ts'

/** Everything is a constant here but for this, which onnxruntime wants to be run with. */
const PICTURE = [1, 3, 1, 1] as const

/** What a node makes, by onnxruntime and by {@link Constants}. */
async function made(write: (graph: OnnxWriter) => string, opset = 17) {
  const graph = new OnnxWriter({ opset })
  graph.node('Identity', [graph.input('image', PICTURE)], {}, { outputs: ['other'] })
  const name = write(graph)
  // Every type that onnxruntime computes here is turned into one that the test reads.
  graph.node('Cast', [name], { to: 1 }, { outputs: ['made'] })
  graph.output('made')
  graph.output('other')
  const model = graph.bytes()
  const read = readModel(model)
  const constants = new Constants(read)
  for (const node of read.nodes.slice(1)) constants.compute(node)
  const theirs = await runOnnx(model, 'image', PICTURE, new Float32Array(3))
  return { ours: Float32Array.from(constants.get('made')?.values ?? []), theirs: theirs['made'] }
}

const random = new Random(9)
const floats = (...dims: number[]): Tensor => {
  const count = dims.reduce((product, size) => product * size, 1)
  return { type: 'float32', dims, values: random.numbers(count, -3, 3) }
}
const bytes = (type: 'int8' | 'uint8', ...dims: number[]): Tensor => {
  const count = dims.reduce((product, size) => product * size, 1)
  const list = Array.from({ length: count }, () => random.integer(0, 255))
  return { type, dims, values: type === 'int8' ? Int8Array.from(list) : Uint8Array.from(list) }
}
const wholes = (type: ElementType, values: number[]): Tensor => ({
  type,
  dims: [values.length],
  values: type === 'int64' ? Float64Array.from(values) : Int32Array.from(values),
})

/** All but those that are not numbers: there are many of them, and one is as good as another. */
const HALVES = Uint16Array.from(
  Array.from({ length: 0x10000 }, (_, bits) => bits).filter((bits) => (bits & 0x7fff) <= 0x7c00),
)

test.each<readonly [text: string, write: (graph: OnnxWriter) => string]>([
  [
    'every float16',
    (g) => {
      return g.node('Cast', [g.initializer({ type: 'float16', dims: [HALVES.length], values: HALVES })], { to: 1 })
    },
  ],
  [
    'int8 times scales',
    (g) => {
      const cast = g.node('Cast', [g.initializer(bytes('int8', 40, 5, 3, 3))], { to: 1 })
      return g.node('Mul', [cast, g.initializer(floats(40, 1, 1, 1))])
    },
  ],
  [
    'scales times int8',
    (g) => {
      const cast = g.node('Cast', [g.initializer(bytes('int8', 40, 5))], { to: 1 })
      return g.node('Mul', [g.initializer(floats(40, 1)), cast])
    },
  ],
  ['a sum, repeated both ways', (g) => g.node('Add', [g.initializer(floats(3, 1, 4)), g.initializer(floats(5, 1))])],
  ['a difference', (g) => g.node('Sub', [g.initializer(floats(2, 3, 4)), g.initializer(floats(3, 1))])],
  ['a quotient', (g) => g.node('Div', [g.initializer(floats(1000)), g.initializer(floats(1000))])],
  [
    'whole numbers divided',
    (g) => {
      return g.node('Div', [g.initializer(wholes('int64', [7, -7, 6])), g.initializer(wholes('int64', [2, 2, -3]))])
    },
  ],
  ['the smaller ones', (g) => g.node('Min', [g.initializer(floats(3, 4)), g.initializer(floats(4))])],
  ['the larger ones', (g) => g.node('Max', [g.initializer(floats(3, 4)), g.initializer(floats(3, 1))])],
  ['rounded up', (g) => g.node('Ceil', [g.initializer(floats(40))])],
  ['rounded down', (g) => g.node('Floor', [g.initializer(floats(40))])],
  ['the other sign', (g) => g.node('Neg', [g.initializer(floats(40))])],
  ['roots', (g) => g.node('Sqrt', [g.node('Mul', [g.initializer(floats(40)), g.float32([], [-1e3])])])],
  ['float32 made whole', (g) => g.node('Cast', [g.initializer(floats(50))], { to: 7 })],
  ['whole made float32', (g) => g.node('Cast', [g.initializer(wholes('int32', [2 ** 24 + 1, -5]))], { to: 1 })],
  ['float32 made bool', (g) => g.node('Cast', [g.float32([3], [0, 0.5, -1])], { to: 9 })],
  [
    'DequantizeLinear along its usual axis',
    (g) => {
      const scales = [g.initializer(floats(6)), g.initializer(bytes('int8', 6))]
      return g.node('DequantizeLinear', [g.initializer(bytes('int8', 4, 6, 3)), ...scales])
    },
  ],
  [
    'DequantizeLinear with one zero point',
    (g) => {
      const scale = [g.float32([], [0.037]), g.initializer({ type: 'uint8', dims: [], values: Uint8Array.of(131) })]
      return g.node('DequantizeLinear', [g.initializer(bytes('uint8', 4, 6)), ...scale])
    },
  ],
  ['Transpose', (g) => g.node('Transpose', [g.initializer(floats(2, 3, 4, 5))], { perm: [2, 0, 3, 1] })],
  ['Transpose by default', (g) => g.node('Transpose', [g.initializer(floats(2, 3, 4))])],
  [
    'Gather of a table',
    (g) => {
      const indices: Tensor = { type: 'int64', dims: [2, 2], values: Float64Array.of(1, -1, 0, 1) }
      return g.node('Gather', [g.initializer(floats(2, 3, 4)), g.initializer(indices)], { axis: 1 })
    },
  ],
  [
    'Slice of two axes',
    (g) => {
      return g.node('Slice', [g.initializer(floats(4, 5, 6)), g.int64([1, -4]), g.int64([99, -1]), g.int64([0, 2])])
    },
  ],
  [
    'Concat',
    (g) => {
      const parts = [floats(2, 1, 3), floats(2, 4, 3), floats(2, 2, 3)]
      return g.node(
        'Concat',
        parts.map((part) => g.initializer(part)),
        { axis: -2 },
      )
    },
  ],
  [
    'Reshape with a size kept and one left open',
    (g) => {
      return g.node('Reshape', [g.initializer(floats(4, 6)), g.int64([0, 2, -1])])
    },
  ],
])('%s', async (_text, write) => {
  const { ours, theirs } = await made(write)
  expect(ours.length).toBeGreaterThan(0)
  expect(ours).toEqual(theirs)
})

test('Slice as attributes', async () => {
  const attributes = { starts: [1], ends: [3], axes: [1] }
  const { ours, theirs } = await made((g) => g.node('Slice', [g.initializer(floats(4, 5))], attributes), 9)
  expect(ours).toHaveLength(8)
  expect(ours).toEqual(theirs)
})
