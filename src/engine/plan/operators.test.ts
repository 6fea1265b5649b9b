/** Single operators and what their attributes mean, against onnxruntime-web: by plain loops, and on the kernels. */
import { describe, expect, test } from 'vitest'
import type { Tensor } from '../graph.ts'
import { readModel } from '../onnx.ts'
import { planNetwork } from '../plan.ts'
import { KERNELS } from '../testing/kernel-files.ts'
import { relativeDifference, runOnnx } from '../testing/onnxruntime.ts'
import { Random } from '../testing/random.ts'
import { referenceValues } from '../testing/reference.ts'
import { SMALL_MANIFEST, SmallGraph } from '../testing/small-graph.ts'
import { createWhatsitEngine } from '../whatsit-engine.ts'

type Row = readonly [text: string, opset: number, write: (graph: SmallGraph) => Uint8Array]

async function expectSame(opset: number, write: (graph: SmallGraph) => Uint8Array): Promise<void> {
  const model = write(new SmallGraph({ opset }))
  const { height, width } = SmallGraph
  const input = new Random(6).numbers(3 * height * width, -1, 1)
  const { logits: theirs = [] } = await runOnnx(model, 'image', [1, 3, height, width], input)
  const plan = planNetwork(readModel(model), SMALL_MANIFEST)
  expect(relativeDifference(referenceValues(plan, input)[plan.logits] ?? [], theirs)).toBeLessThan(1e-5)
  const engine = await createWhatsitEngine(model, SMALL_MANIFEST, { wasm: KERNELS, threads: 1 })
  const { logits: ours } = await engine.run(input)
  await engine.dispose()
  expect(relativeDifference(ours, theirs)).toBeLessThan(1e-5)
}

const PADS = { pads: [1, 1, 1, 1] }

const WINDOWS: readonly Row[] = [
  [
    'Conv with SAME_LOWER, the odd pixel first',
    17,
    (g) => {
      return g.mixed(
        g.node('Conv', ['image', g.random(4, 3, 3, 3)], { auto_pad: 'SAME_LOWER', strides: [2, 2] }),
        4 * 4 * 5,
      )
    },
  ],
  [
    'Conv with SAME_UPPER, the odd pixel last',
    17,
    (g) => {
      return g.mixed(
        g.node('Conv', ['image', g.random(4, 3, 4, 4)], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
        4 * 4 * 5,
      )
    },
  ],
  [
    'Conv with VALID',
    17,
    (g) => {
      return g.mixed(g.node('Conv', ['image', g.random(4, 3, 3, 3)], { auto_pad: 'VALID', strides: [3, 2] }), 4 * 2 * 4)
    },
  ],
  [
    'Conv with pads of its own on every side',
    17,
    (g) => {
      return g.mixed(g.node('Conv', ['image', g.random(5, 3, 3, 3)], { pads: [0, 1, 2, 3] }), 5 * 8 * 11)
    },
  ],
  [
    'Conv with pads that no window reaches',
    17,
    (g) => {
      return g.mixed(
        g.node('Conv', ['image', g.random(5, 3, 3, 3)], { pads: [1, 1, 1, 1], strides: [4, 4] }),
        5 * 2 * 3,
      )
    },
  ],
  [
    'Conv of 1 x 7',
    17,
    (g) => {
      return g.mixed(
        g.node('Conv', ['image', g.random(3, 3, 1, 7)], { pads: [0, 3, 0, 3], strides: [1, 2] }),
        3 * 8 * 5,
      )
    },
  ],
  [
    'Conv of 1 x 1 with stride 2',
    17,
    (g) => {
      return g.mixed(g.node('Conv', ['image', g.random(6, 3, 1, 1)], { strides: [2, 2] }), 6 * 4 * 5)
    },
  ],
  [
    'Conv of 1 x 1 with pads, which give its bias',
    17,
    (g) => {
      return g.mixed(g.node('Conv', ['image', g.random(6, 3, 1, 1), g.random(6)], PADS), 6 * 10 * 11)
    },
  ],
  [
    'depthwise Conv',
    17,
    (g) => {
      return g.mixed(
        g.node('Conv', ['image', g.random(3, 1, 5, 5)], { group: 3, pads: [2, 2, 2, 2], strides: [2, 2] }),
        3 * 4 * 5,
      )
    },
  ],
  [
    'Pad and Conv with pads',
    17,
    (g) => {
      const padded = g.node('Pad', ['image', g.int64([0, 0, 0, 1, 0, 0, 2, 0])])
      return g.mixed(g.node('Conv', [padded, g.random(4, 3, 3, 3)], PADS), 4 * 10 * 10)
    },
  ],
  [
    'Pad as attribute',
    10,
    (g) => {
      const padded = g.node('Pad', ['image'], { pads: [0, 0, 1, 1, 0, 0, 1, 1] })
      return g.mixed(g.node('Conv', [padded, g.random(4, 3, 3, 3)]), 4 * 8 * 9)
    },
  ],
  [
    'Pad with axes',
    18,
    (g) => {
      const padded = g.node('Pad', ['image', g.int64([1, 2, 0, 1]), '', g.int64([3, 2])])
      return g.mixed(g.node('Conv', [padded, g.random(4, 3, 3, 3)]), 4 * 9 * 8)
    },
  ],
  [
    'Pad in NHWC',
    17,
    (g) => {
      const nhwc = g.node('Transpose', ['image'], { perm: [0, 2, 3, 1] })
      const padded = g.node('Pad', [nhwc, g.int64([0, 0, 1, 0, 0, 1, 0, 0])])
      const nchw = g.node('Transpose', [padded], { perm: [0, 3, 1, 2] })
      return g.mixed(g.node('Conv', [nchw, g.random(4, 3, 3, 3)]), 4 * 7 * 8)
    },
  ],
  [
    'MaxPool with pads',
    17,
    (g) => {
      return g.mixed(
        g.node('MaxPool', ['image'], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 0, 1] }),
        3 * 4 * 5,
      )
    },
  ],
  [
    'MaxPool with ceil_mode',
    17,
    (g) => {
      return g.mixed(g.node('MaxPool', ['image'], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }), 3 * 4 * 4)
    },
  ],
  [
    'MaxPool with ceil_mode, where the last window would begin in the pads',
    17,
    (g) => {
      const attributes = { kernel_shape: [2, 2], strides: [3, 3], pads: [0, 0, 0, 1], ceil_mode: 1 }
      return g.mixed(g.node('MaxPool', ['image'], attributes), 3 * 3 * 3)
    },
  ],
  [
    'MaxPool with SAME_UPPER',
    17,
    (g) => {
      return g.mixed(
        g.node('MaxPool', ['image'], { kernel_shape: [3, 2], strides: [2, 2], auto_pad: 'SAME_UPPER' }),
        3 * 4 * 5,
      )
    },
  ],
  [
    'Pad with zeros behind a ReLU, then MaxPool',
    17,
    (g) => {
      const padded = g.node('Pad', [g.node('Relu', ['image']), g.int64([0, 0, 1, 1, 0, 0, 1, 1])])
      return g.mixed(g.node('MaxPool', [padded], { kernel_shape: [3, 3], strides: [2, 2] }), 3 * 4 * 5)
    },
  ],
  [
    'Pad with -infinity, then MaxPool',
    17,
    (g) => {
      const padded = g.node('Pad', ['image', g.int64([0, 0, 1, 1, 0, 0, 1, 1]), g.one(Number.NEGATIVE_INFINITY)])
      return g.mixed(g.node('MaxPool', [padded], { kernel_shape: [3, 3], strides: [2, 2] }), 3 * 4 * 5)
    },
  ],
  [
    'AveragePool that counts the picture alone',
    17,
    (g) => {
      return g.mixed(g.node('AveragePool', ['image'], { kernel_shape: [3, 3], strides: [2, 2], ...PADS }), 3 * 4 * 5)
    },
  ],
  [
    'AveragePool with count_include_pad',
    17,
    (g) => {
      const counted = { kernel_shape: [3, 3], strides: [2, 2], ...PADS, count_include_pad: 1 }
      return g.mixed(g.node('AveragePool', ['image'], counted), 3 * 4 * 5)
    },
  ],
  [
    'AveragePool with ceil_mode',
    17,
    (g) => {
      return g.mixed(
        g.node('AveragePool', ['image'], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }),
        3 * 4 * 5,
      )
    },
  ],
  [
    'AveragePool with SAME_LOWER',
    17,
    (g) => {
      return g.mixed(g.node('AveragePool', ['image'], { kernel_shape: [2, 2], auto_pad: 'SAME_LOWER' }), 3 * 8 * 9)
    },
  ],
  [
    'Pad, then AveragePool',
    17,
    (g) => {
      const padded = g.node('Pad', ['image', g.int64([0, 0, 1, 1, 0, 0, 1, 1])])
      return g.mixed(g.node('AveragePool', [padded], { kernel_shape: [3, 3], strides: [2, 2] }), 3 * 4 * 5)
    },
  ],
  [
    'AveragePool over the whole map',
    17,
    (g) => {
      return g.mixed(g.node('AveragePool', ['image'], { kernel_shape: [8, 9] }), 3)
    },
  ],
]

const MEANS: readonly Row[] = [
  ['ReduceMean with axes as attribute', 17, (g) => g.mixed(g.node('ReduceMean', ['image'], { axes: [2, 3] }), 3)],
  [
    'ReduceMean with axes as input',
    18,
    (g) => {
      return g.mixed(g.node('ReduceMean', ['image', g.int64([-1, -2])], { keepdims: 0 }), 3)
    },
  ],
  [
    'ReduceMean in NHWC',
    13,
    (g) => {
      const nhwc = g.node('Transpose', ['image'], { perm: [0, 2, 3, 1] })
      return g.mixed(g.node('ReduceMean', [nhwc], { axes: [1, 2], keepdims: 0 }), 3)
    },
  ],
  [
    'ReduceMean over places made one axis',
    13,
    (g) => {
      const places = g.node('Reshape', ['image', g.int64([0, 3, -1])])
      return g.mixed(g.node('ReduceMean', [places], { axes: [2] }), 3)
    },
  ],
  [
    'a mean of a mean',
    17,
    (g) => {
      return g.mixed(g.node('GlobalAveragePool', [g.node('GlobalAveragePool', ['image'])]), 3)
    },
  ],
]

const batchNorm = (g: SmallGraph, name: string, channels: number): string => {
  const parts = [g.random(channels), g.random(channels), g.random(channels), g.positive(channels)]
  return g.node('BatchNormalization', [name, ...parts])
}

const ARITHMETIC: readonly Row[] = [
  ['BatchNormalization of the picture', 17, (g) => g.mixed(batchNorm(g, 'image', 3), 3 * 72)],
  [
    'BatchNormalization behind an activation, and an activation behind it',
    17,
    (g) => {
      return g.mixed(g.node('Relu', [batchNorm(g, g.node('Relu', [g.map(5)]), 5)]), 5 * 72)
    },
  ],
  ['BatchNormalization behind another', 17, (g) => g.mixed(batchNorm(g, batchNorm(g, g.map(5), 5), 5), 5 * 72)],
  ['BatchNormalization of a vector', 17, (g) => g.logits(g.node('Relu', [batchNorm(g, g.vector(5), 5)]))],
  [
    'BatchNormalization of what another reads too',
    17,
    (g) => {
      const map = g.map(5)
      return g.mixed(g.node('Add', [batchNorm(g, map, 5), map]), 5 * 72)
    },
  ],
  [
    'the picture normalised',
    17,
    (g) => {
      const centred = g.node('Sub', ['image', g.random(1, 3, 1, 1)])
      return g.mixed(
        g.node('Conv', [g.node('Div', [centred, g.positive(3, 1, 1)]), g.random(4, 3, 3, 3)], PADS),
        4 * 72,
      )
    },
  ],
  ['a constant less the picture', 17, (g) => g.mixed(g.node('Sub', [g.one(1), 'image']), 3 * 72)],
  ['a constant on the left', 17, (g) => g.mixed(g.node('Mul', [g.random(3, 1, 1), g.map(3)]), 3 * 72)],
  ['a constant for each place', 17, (g) => g.mixed(g.node('Mul', ['image', g.random(8, 9)]), 3 * 72)],
  ['a constant for each row, subtracted', 17, (g) => g.mixed(g.node('Sub', ['image', g.random(8, 1)]), 3 * 72)],
  [
    'a constant for each number, divided by',
    17,
    (g) => g.mixed(g.node('Div', ['image', g.positive(1, 3, 8, 9)]), 3 * 72),
  ],
  [
    'a constant for each number of a flattened map',
    17,
    (g) => {
      return g.mixed(g.node('Add', [g.node('Flatten', ['image']), g.random(216)]), 216)
    },
  ],
  ['a constant with more dimensions', 17, (g) => g.mixed(g.node('Add', ['image', g.random(1, 1, 3, 1, 1)]), 216)],
  [
    'a gate on the left',
    17,
    (g) => {
      const gate = g.node('Sigmoid', [g.node('GlobalAveragePool', [g.map(5)])])
      return g.mixed(g.node('Mul', [gate, g.map(5)]), 5 * 72)
    },
  ],
  [
    'a gate for each place',
    17,
    (g) => {
      return g.mixed(g.node('Mul', [g.map(5), g.node('Sigmoid', [g.map(1)])]), 5 * 72)
    },
  ],
  [
    'a gate from linear layers, reshaped',
    17,
    (g) => {
      const gate = g.node('Reshape', [g.vector(5), g.int64([-1, 5, 1, 1])])
      return g.mixed(g.node('Mul', [g.map(5), gate]), 5 * 72)
    },
  ],
  [
    'a square',
    17,
    (g) => {
      const map = g.map(5)
      return g.mixed(g.node('Mul', [map, map]), 5 * 72)
    },
  ],
  ['a sum of two convolutions', 17, (g) => g.mixed(g.node('Relu', [g.node('Add', [g.map(5), g.map(5, 1)])]), 5 * 72)],
  [
    'a sum with a convolution that another reads too',
    17,
    (g) => {
      const map = g.map(5)
      const sum = g.node('Add', [map, g.node('Relu', [g.map(5)])])
      return g.mixed(g.node('Mul', [sum, map]), 5 * 72)
    },
  ],
  [
    'a sum behind an activation',
    17,
    (g) => {
      return g.mixed(g.node('Add', [g.node('Relu', [g.map(5)]), g.node('Relu', [g.map(5)])]), 5 * 72)
    },
  ],
  ['Sum of three', 17, (g) => g.mixed(g.node('Sum', [g.map(5), g.node('Relu', [g.map(5)]), g.map(5, 1)]), 5 * 72)],
  [
    'a sum with a vector',
    17,
    (g) => {
      const vector = g.node('Unsqueeze', [g.vector(5), g.int64([2, 3])])
      return g.mixed(g.node('Add', [g.map(5), vector]), 5 * 72)
    },
  ],
  [
    'a convolution twice itself',
    17,
    (g) => {
      const map = g.map(5)
      return g.mixed(g.node('Add', [map, map]), 5 * 72)
    },
  ],
]

const ACTIVATIONS: readonly Row[] = [
  ['Clip without bounds', 17, (g) => g.mixed(g.node('Clip', ['image']), 216)],
  ['Clip from below', 17, (g) => g.mixed(g.node('Clip', ['image', g.one(-0.25)]), 216)],
  ['Clip from above', 17, (g) => g.mixed(g.node('Clip', ['image', '', g.one(0.25)]), 216)],
  ['Clip as attributes', 10, (g) => g.mixed(g.node('Clip', ['image'], { max: { float: 0.25 } }), 216)],
  ['Max', 17, (g) => g.mixed(g.node('Max', ['image', g.one(0.25)]), 216)],
  [
    'Relu and Min behind a convolution',
    17,
    (g) => {
      return g.mixed(g.node('Min', [g.node('Relu', [g.map(4)]), g.one(0.5)]), 4 * 72)
    },
  ],
  ['HardSigmoid with its defaults', 17, (g) => g.mixed(g.node('HardSigmoid', [g.map(4)]), 4 * 72)],
  [
    "Keras' gate, which is no hard swish",
    17,
    (g) => {
      const map = g.map(4)
      return g.mixed(g.node('Mul', [map, g.node('HardSigmoid', [map])]), 4 * 72)
    },
  ],
  [
    'hard swish as x times a sixth of a cut-off',
    17,
    (g) => {
      const map = g.map(4)
      const cut = g.node('Clip', [g.node('Add', [map, g.one(3)]), g.one(0), g.one(6)])
      return g.mixed(g.node('Mul', [g.node('Div', [cut, g.one(6)]), map]), 4 * 72)
    },
  ],
  [
    'what would be hard swish, but for where it is cut off',
    17,
    (g) => {
      const map = g.map(4)
      const cut = g.node('Clip', [g.node('Add', [map, g.one(3)]), g.one(0), g.one(3.5)])
      return g.mixed(g.node('Div', [g.node('Mul', [map, cut]), g.one(6)]), 4 * 72)
    },
  ],
  [
    'a cut-off at another height',
    17,
    (g) => {
      const map = g.map(4)
      const cut = g.node('Clip', [g.node('Add', [map, g.one(0.5)]), g.one(0), g.one(0.75)])
      return g.mixed(g.node('Mul', [cut, g.one(0.5)]), 4 * 72)
    },
  ],
  ['Softmax before opset 13', 12, (g) => g.logits(g.node('Softmax', [g.vector(7)]))],
  [
    'Softmax of [1, n, 1, 1]',
    17,
    (g) => {
      return g.logits(g.node('Flatten', [g.node('Softmax', [g.node('GlobalAveragePool', [g.map(7)])], { axis: 1 })]))
    },
  ],
]

const LINEAR: readonly Row[] = [
  [
    'Gemm with alpha and beta',
    17,
    (g) => {
      const attributes = { alpha: { float: 0.5 }, beta: { float: 2 }, transB: 1 }
      return g.logits(g.node('Gemm', [g.node('Flatten', ['image']), g.random(7, 216), g.random(1, 7)], attributes))
    },
  ],
  [
    'Gemm with one number of bias',
    17,
    (g) => {
      return g.logits(g.node('Gemm', [g.node('Flatten', ['image']), g.random(216, 7), g.random(1)]))
    },
  ],
  [
    'Gemm behind NHWC',
    17,
    (g) => {
      const flat = g.node('Flatten', [g.node('Transpose', ['image'], { perm: [0, 2, 3, 1] })])
      return g.logits(g.node('Gemm', [flat, g.random(216, 7)]))
    },
  ],
  [
    'Gemm behind rows and columns changed',
    17,
    (g) => {
      const flat = g.node('Flatten', [g.node('Transpose', ['image'], { perm: [0, 1, 3, 2] })])
      return g.logits(g.node('Gemm', [flat, g.random(216, 7)]))
    },
  ],
  [
    'MatMul of [1, 1, n]',
    17,
    (g) => {
      const flat = g.node('Reshape', ['image', g.int64([1, 1, 216])])
      return g.logits(g.node('Flatten', [g.node('MatMul', [flat, g.random(216, 7)])]))
    },
  ],
  [
    'MatMul, then Mul, Add and Relu',
    17,
    (g) => {
      const product = g.node('MatMul', [g.node('Flatten', ['image']), g.random(216, 7)])
      return g.logits(g.node('Relu', [g.node('Add', [g.node('Mul', [product, g.random(7)]), g.random(7)])]))
    },
  ],
]

const SHAPES: readonly Row[] = [
  [
    'Squeeze and Unsqueeze as attributes',
    11,
    (g) => {
      const squeezed = g.node('Squeeze', [g.node('GlobalAveragePool', ['image'])], { axes: [2, 3] })
      return g.mixed(g.node('Unsqueeze', [squeezed], { axes: [0, 3] }), 3)
    },
  ],
  ['Squeeze of all it can', 17, (g) => g.mixed(g.node('Squeeze', [g.node('GlobalAveragePool', ['image'])]), 3)],
  [
    'Concat with a single channel',
    17,
    (g) => g.mixed(g.node('Concat', ['image', g.map(1), g.map(4)], { axis: 1 }), 8 * 72),
  ],
  ['Concat of vectors', 17, (g) => g.logits(g.node('Concat', [g.vector(3), g.vector(2)], { axis: -1 }))],
  ['Concat of a map with itself', 17, (g) => g.mixed(g.node('Concat', ['image', 'image'], { axis: -3 }), 6 * 72)],
  [
    'a shape computed from the picture',
    17,
    (g) => {
      const batch = g.node('Slice', [g.node('Shape', ['image']), g.int64([0]), g.int64([1])])
      const shape = g.node('Concat', [batch, g.int64([-1])], { axis: 0 })
      return g.mixed(g.node('Reshape', ['image', shape]), 216)
    },
  ],
  [
    'a product of sizes',
    17,
    (g) => {
      const sizes = g.node('Shape', ['image'])
      const [channels, rows, columns] = [1, 2, 3].map((axis) =>
        g.node('Gather', [sizes, g.int64([axis], [])], { axis: 0 }),
      )
      const product = g.node('Mul', [channels ?? '', g.node('Mul', [rows ?? '', columns ?? ''])])
      const shape = g.node('Concat', [g.int64([1]), g.node('Unsqueeze', [product, g.int64([0])])], { axis: 0 })
      return g.mixed(g.node('Reshape', ['image', g.node('Cast', [shape], { to: 7 })]), 216)
    },
  ],
  [
    'Shape of its last axes',
    17,
    (g) => {
      const shape = g.node('Concat', [g.int64([3]), g.node('Shape', ['image'], { start: -2 })], { axis: 0 })
      return g.mixed(g.node('Reshape', ['image', shape]), 216)
    },
  ],
  [
    'Dropout, Identity and Cast to float32',
    17,
    (g) => {
      return g.mixed(g.node('Cast', [g.node('Identity', [g.node('Dropout', ['image'])])], { to: 1 }), 216)
    },
  ],
]

const stored = (type: Tensor['type'], dims: readonly number[], values: Tensor['values']): Tensor => ({
  type,
  dims,
  values,
})
const conv = (g: SmallGraph, weights: string): Uint8Array => g.mixed(g.node('Conv', ['image', weights], PADS), 4 * 72)
const bytes = Int8Array.from({ length: 108 }, (_, index) => ((index * 37) % 255) - 127)

const CONSTANTS: readonly Row[] = [
  [
    'weights of a Constant',
    17,
    (g) => {
      const value = stored('float32', [4, 3, 3, 3], new Random(1).numbers(108, -1, 1))
      return conv(g, g.node('Constant', [], { value }))
    },
  ],
  [
    'int8 times a scale for each channel',
    17,
    (g) => {
      const cast = g.node('Cast', [g.initializer(stored('int8', [4, 3, 3, 3], bytes))], { to: 1 })
      return conv(g, g.node('Mul', [cast, g.positive(4, 1, 1, 1)]))
    },
  ],
  [
    'int8 made float32 alone',
    17,
    (g) => {
      return conv(g, g.node('Cast', [g.initializer(stored('int8', [4, 3, 3, 3], bytes))], { to: 1 }))
    },
  ],
  [
    'float16',
    17,
    (g) => {
      // Every exponent, the smallest numbers and both zeros, but nothing infinite.
      const halves = Uint16Array.from({ length: 108 }, (_, index) => ((index * 587) % 0x4a00) | ((index & 1) << 15))
      return conv(g, g.node('Cast', [g.initializer(stored('float16', [4, 3, 3, 3], halves))], { to: 1 }))
    },
  ],
  [
    'double',
    17,
    (g) => {
      const wide = Float64Array.from({ length: 108 }, (_, index) => Math.sin(index))
      return conv(g, g.node('Cast', [g.initializer(stored('double', [4, 3, 3, 3], wide))], { to: 1 }))
    },
  ],
  [
    'DequantizeLinear with one scale',
    17,
    (g) => {
      return conv(g, g.node('DequantizeLinear', [g.initializer(stored('int8', [4, 3, 3, 3], bytes)), g.one(0.01)]))
    },
  ],
  [
    'DequantizeLinear with a scale for each channel',
    17,
    (g) => {
      const zero = g.initializer(stored('uint8', [4], Uint8Array.of(1, 128, 130, 7)))
      const weights = g.initializer(stored('uint8', [4, 3, 3, 3], Uint8Array.from(bytes)))
      return conv(g, g.node('DequantizeLinear', [weights, g.positive(4), zero], { axis: 0 }))
    },
  ],
  [
    'weights turned, cut and joined',
    17,
    (g) => {
      const turned = g.node('Transpose', [g.random(3, 3, 3, 2)], { perm: [3, 2, 0, 1] })
      const cut = g.node('Slice', [g.random(5, 3, 3, 4), g.int64([-4, 0]), g.int64([3, -1]), g.int64([0, 3])])
      const whole = g.node('Slice', [cut, g.int64([0]), g.int64([2 ** 31])])
      return conv(g, g.node('Concat', [turned, whole], { axis: 0 }))
    },
  ],
  [
    'weights chosen along an axis',
    17,
    (g) => {
      return conv(g, g.node('Gather', [g.random(4, 5, 3, 3), g.int64([4, 0, -2])], { axis: 1 }))
    },
  ],
  [
    'bias computed',
    17,
    (g) => {
      const bias = g.node('Div', [g.node('Sub', [g.random(4), g.random(4)]), g.positive(1)])
      return g.mixed(g.node('Conv', ['image', g.random(4, 3, 3, 3), bias], PADS), 4 * 72)
    },
  ],
  [
    'a constant of a shape',
    17,
    (g) => {
      const value = stored('float32', [1], Float32Array.of(0.5))
      return g.mixed(g.node('Add', ['image', g.node('ConstantOfShape', [g.int64([3, 1, 1])], { value })]), 216)
    },
  ],
]

describe.each([
  ['windows', WINDOWS],
  ['means', MEANS],
  ['arithmetic', ARITHMETIC],
  ['activations', ACTIVATIONS],
  ['linear layers', LINEAR],
  ['shapes', SHAPES],
  ['constants', CONSTANTS],
] as const)('%s', (_name, rows) => {
  test.each(rows)('%s (opset %i)', (_text, opset, write) => expectSame(opset, write))
})
