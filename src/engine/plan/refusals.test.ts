/** What the engine does not run, and what it says of it: shown to a person as the reason why the other runtime answers. */
import { expect, test } from 'vitest'
import { readModel } from '../onnx.ts'
import { type PlannedManifest, planNetwork } from '../plan.ts'
import { OnnxWriter } from '../testing/onnx-writer.ts'
import { SMALL_MANIFEST, SmallGraph } from '../testing/small-graph.ts'

const refusal = (model: Uint8Array, manifest: PlannedManifest = SMALL_MANIFEST): unknown => {
  try {
    planNetwork(readModel(model), manifest)
    return 'a plan'
  } catch (error) {
    return error
  }
}

type Write = (graph: SmallGraph) => string

/** The node in question is called `it`. */
const IT = { name: 'it' }
const conv = (g: SmallGraph, weights: string, attributes = {}): string =>
  g.node('Conv', ['image', weights], attributes, IT)

test.each<readonly [message: string, write: Write]>([
  ['Resize it: Resize is not an operator of this engine', (g) => g.node('Resize', ['image'], {}, IT)],
  [
    'com.microsoft.FusedConv it: com.microsoft.FusedConv is not an operator of this engine',
    (g) => {
      return g.node('FusedConv', ['image'], {}, { ...IT, domain: 'com.microsoft' })
    },
  ],
  [
    'Resize (node 1): Resize is not an operator of this engine',
    (g) => {
      return g.node('Resize', [g.node('Relu', ['image'])], {}, { name: '', outputs: ['y'] })
    },
  ],
  ['Conv it: dilation 2', (g) => conv(g, g.random(4, 3, 3, 3), { dilations: [2, 2] })],
  ['Conv it: group 3 of 3 to 6 channels', (g) => conv(g, g.random(6, 1, 3, 3), { group: 3 })],
  ['Conv it: weights [4,2,3,3] on 3 channels', (g) => conv(g, g.random(4, 2, 3, 3))],
  ['Conv it: weights [4,3,3]', (g) => conv(g, g.random(4, 3, 3))],
  [
    'Conv it: kernel_shape [5,5] with weights [4,3,3,3]',
    (g) => conv(g, g.random(4, 3, 3, 3), { kernel_shape: [5, 5] }),
  ],
  ['Conv it: pads [-1,0,0,0]', (g) => conv(g, g.random(4, 3, 3, 3), { pads: [-1, 0, 0, 0] })],
  ['Conv it: strides 0 x 1', (g) => conv(g, g.random(4, 3, 3, 3), { strides: [0, 1] })],
  ['Conv it: strides 2 x 2 x 2', (g) => conv(g, g.random(4, 3, 3, 3), { strides: [2, 2, 2] })],
  ['Conv it: auto_pad SAME', (g) => conv(g, g.random(4, 3, 3, 3), { auto_pad: 'SAME' })],
  ['Conv it: a window of 10 on 9 cells', (g) => conv(g, g.random(4, 3, 3, 10))],
  ['Conv it: its attribute group is of the type text', (g) => conv(g, g.random(4, 3, 3, 3), { group: 'three' })],
  ['Conv it: its input 1 is not a constant', (g) => conv(g, g.map(3))],
  [
    'Conv it: its input 1 is float16, not float32',
    (g) => {
      return conv(g, g.initializer({ type: 'float16', dims: [1, 3, 1, 1], values: new Uint16Array(3) }))
    },
  ],
  ['Conv it: 3 numbers for 4 channels', (g) => g.node('Conv', ['image', g.random(4, 3, 3, 3), g.random(3)], {}, IT)],
  [
    'Conv it: padding with 1 before it',
    (g) => {
      const padded = g.node('Pad', ['image', g.int64([0, 0, 1, 1, 0, 0, 1, 1]), g.one(1)])
      return g.node('Conv', [padded, g.random(4, 3, 3, 3)], {}, IT)
    },
  ],
  [
    'Conv it: on [1,8,9,3], which is not [1, channels, height, width] here',
    (g) => {
      return g.node('Conv', [g.node('Transpose', ['image'], { perm: [0, 2, 3, 1] }), g.random(4, 8, 3, 3)], {}, IT)
    },
  ],
  ['Conv it: reads nowhere, which nothing before it writes', (g) => conv(g, 'nowhere')],
  [
    'MaxPool it: padding with 0 before it',
    (g) => {
      const padded = g.node('Pad', ['image', g.int64([0, 0, 1, 1, 0, 0, 1, 1])])
      return g.node('MaxPool', [padded], { kernel_shape: [3, 3] }, IT)
    },
  ],
  [
    'MaxPool it: a window that sees nothing of the picture',
    (g) => {
      return g.node('MaxPool', ['image'], { kernel_shape: [2, 2], pads: [0, 2, 0, 0] }, IT)
    },
  ],
  ['MaxPool it: kernel_shape [3]', (g) => g.node('MaxPool', ['image'], { kernel_shape: [3] }, IT)],
  [
    'AveragePool it: an average that counts some of its padding, and some not',
    (g) => {
      const attributes = {
        kernel_shape: [3, 3],
        strides: [2, 2],
        pads: [1, 1, 1, 1],
        ceil_mode: 1,
        count_include_pad: 1,
      }
      return g.node('AveragePool', ['image'], attributes, IT)
    },
  ],
  [
    'AveragePool it: an average that counts some of its padding, and some not',
    (g) => {
      const padded = g.node('Pad', ['image', g.int64([0, 0, 1, 1, 0, 0, 1, 1])])
      return g.node('AveragePool', [padded], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, IT)
    },
  ],
  [
    'BatchNormalization it: training_mode 1',
    (g) => {
      return g.node(
        'BatchNormalization',
        ['image', g.random(3), g.random(3), g.random(3), g.positive(3)],
        { training_mode: 1 },
        IT,
      )
    },
  ],
  [
    'Dropout it: training_mode 1',
    (g) => {
      const training = g.initializer({ type: 'bool', dims: [], values: Uint8Array.of(1) })
      return g.node('Dropout', ['image', '', training], {}, IT)
    },
  ],
  [
    'ReduceMean it: a mean over axes [1] of [1,3,8,9], which are not height and width alone',
    (g) => {
      return g.node('ReduceMean', ['image'], { axes: [1] }, IT)
    },
  ],
  ['ReduceMean it: axis 4 of 4', (g) => g.node('ReduceMean', ['image'], { axes: [4] }, IT)],
  [
    'Reshape it: [1,3,8,9] to [1,9,8,3] moves numbers',
    (g) => {
      return g.node('Reshape', ['image', g.int64([1, 9, 8, 3])], {}, IT)
    },
  ],
  ['Reshape it: its shape is not a constant', (g) => g.node('Reshape', ['image', 'image'], {}, IT)],
  ['Transpose it: perm [0,1,2] of 4 axes', (g) => g.node('Transpose', ['image'], { perm: [0, 1, 2] }, IT)],
  ['Pad it: mode reflect', (g) => g.node('Pad', ['image', g.int64([0, 0, 1, 1, 0, 0, 1, 1])], { mode: 'reflect' }, IT)],
  [
    'Pad it: pads [0,1,0,0,0,1,0,0] on [1,3,8,9]',
    (g) => {
      return g.node('Pad', ['image', g.int64([0, 1, 0, 0, 0, 1, 0, 0])], {}, IT)
    },
  ],
  [
    'Relu it: padding before it, which only windows take',
    (g) => {
      return g.node('Relu', [g.node('Pad', ['image', g.int64([0, 0, 1, 1, 0, 0, 1, 1])])], {}, IT)
    },
  ],
  [
    'Concat it: [1,3,4,4] beside [1,3,8,9] along axis 1',
    (g) => {
      const pooled = g.node('MaxPool', ['image'], { kernel_shape: [2, 2], strides: [2, 2] })
      return g.node('Concat', ['image', pooled], { axis: 1 }, IT)
    },
  ],
  ['Add it: [1,3,8,9] and [1,4,8,9] do not go together', (g) => g.node('Add', ['image', g.map(4)], {}, IT)],
  [
    'Mul it: [1,1,8,9] and [1,5,1,1], each repeated or turned',
    (g) => {
      return g.node('Mul', [g.map(1), g.node('GlobalAveragePool', [g.map(5)])], {}, IT)
    },
  ],
  ['Sub it: of two values that flow', (g) => g.node('Sub', ['image', g.map(3)], {}, IT)],
  ['Div it: a constant divided by what flows', (g) => g.node('Div', [g.one(1), 'image'], {}, IT)],
  ['Gemm it: on [1,3,8,9]', (g) => g.node('Gemm', ['image', g.random(9, 4)], {}, IT)],
  ['Gemm it: transA', (g) => g.node('Gemm', [g.vector(4), g.random(4, 4)], { transA: 1 }, IT)],
  ['Gemm it: a matrix of [5,4] on [1,4]', (g) => g.node('Gemm', [g.vector(4), g.random(5, 4)], {}, IT)],
  ['Gemm it: a bias of [2,2]', (g) => g.node('Gemm', [g.vector(4), g.random(4, 4), g.random(2, 2)], {}, IT)],
  ['MatMul it: on [1,3,8,9], which is not one vector', (g) => g.node('MatMul', ['image', g.random(9, 4)], {}, IT)],
  ['Softmax it: on axis 1 of [1,3,8,9], which is not one vector', (g) => g.node('Softmax', ['image'], { axis: 1 }, IT)],
  ['Clip it: its max is not a constant', (g) => g.node('Clip', ['image', '', 'image'], {}, IT)],
  ['Min it: its second input has 2 numbers', (g) => g.node('Min', ['image', g.random(2)], {}, IT)],
  ['Cast it: to another type than float32', (g) => g.node('Cast', ['image'], { to: 10 }, IT)],
  [
    'Exp it: Exp of constants is not computed by this engine',
    (g) => {
      return g.node('Add', ['image', g.node('Exp', [g.one(2)], {}, IT)])
    },
  ],
  [
    'Mul it: float16 and float16 constants',
    (g) => {
      const half = g.initializer({ type: 'float16', dims: [1], values: Uint16Array.of(0x3c00) })
      return g.node('Add', ['image', g.node('Mul', [half, half], {}, IT)])
    },
  ],
  [
    'ConstantOfShape it: a dimension of 1099511627776',
    (g) => {
      return g.node('Add', ['image', g.node('ConstantOfShape', [g.int64([2 ** 40])], {}, IT)])
    },
  ],
  [
    'ConstantOfShape it: makes more numbers of the file than any model of the family does',
    (g) => {
      return g.node('Add', ['image', g.node('ConstantOfShape', [g.int64([2 ** 20])], {}, IT)])
    },
  ],
  ['logits: [1,3,8,9] is not one vector', () => 'image'],
])('%s', (message, write) => {
  const graph = new SmallGraph()
  expect(refusal(graph.logits(write(graph)))).toMatchObject({ name: 'ModelUnsupported', message })
})

test.each([
  ['the graph: no input picture', { input: 'picture' }],
  ['the graph: no output scores', { outputs: { logits: 'scores' } }],
  ['the graph: no output maps', { outputs: { logits: 'logits', topClasses: 'logits', topMaps: 'maps' } }],
  [
    'logits: not the maps of the first classes: Identity end where Reshape was expected',
    { outputs: { logits: 'logits', topClasses: 'logits', topMaps: 'logits' } },
  ],
])('%s', (message, manifest) => {
  const graph = new SmallGraph()
  graph.node('Identity', [graph.vector(4)], {}, { name: 'end', outputs: ['logits'] })
  graph.output('logits')
  expect(refusal(graph.bytes(), { ...SMALL_MANIFEST, ...manifest })).toMatchObject({
    name: 'ModelUnsupported',
    message,
  })
})

test.each([
  ['image: float32 [1,9,9,3] is not float32 [1, 3, height, width]', [1, 9, 9, 3], 'float32'],
  ['image: float32 [2,3,9,9] is not float32 [1, 3, height, width]', [2, 3, 9, 9], 'float32'],
  ['image: float32 [1,3,9,5000] is not float32 [1, 3, height, width]', [1, 3, 9, 5000], 'float32'],
  ['image: float32 [3,9,9] is not float32 [1, 3, height, width]', [3, 9, 9], 'float32'],
  ['image: uint8 [1,3,9,9] is not float32 [1, 3, height, width]', [1, 3, 9, 9], 'uint8'],
] as const)('%s', (message, dims, type) => {
  const graph = new OnnxWriter()
  graph.input('image', dims, type)
  graph.node('GlobalAveragePool', ['image'], {}, { outputs: ['logits'] })
  graph.output('logits')
  expect(refusal(graph.bytes())).toMatchObject({ name: 'ModelUnsupported', message })
})

test('a node that writes what has its numbers already', () => {
  const graph = new SmallGraph()
  graph.node('Relu', ['image'], {}, { name: 'first', outputs: ['logits'] })
  graph.node('Relu', ['image'], {}, { name: 'second', outputs: ['logits'] })
  graph.output('logits')
  const message = 'Relu second: writes logits, which has its numbers already'
  expect(refusal(graph.bytes())).toMatchObject({ name: 'ModelUnsupported', message })
})

test('weights that thousands of layers read', () => {
  const graph = new SmallGraph()
  const weights = graph.random(3, 3, 60, 60)
  let name = 'image'
  const pads = [30, 30, 29, 29]
  for (let layer = 0; layer < 100; layer++) name = graph.node('Conv', [name, weights], { pads })
  const message = expect.stringContaining('makes more numbers of the file than any model of the family does')
  expect(refusal(graph.mixed(name, 216))).toMatchObject({ name: 'ModelUnsupported', message })
})

test('a symbol for the batch, and for the size of the picture', () => {
  const graph = new OnnxWriter()
  graph.input('image', ['N', 3, 'H', 'W'])
  graph.node('GlobalAveragePool', ['image'], {}, { outputs: ['logits'] })
  graph.output('logits')
  const { values, input } = planNetwork(readModel(graph.bytes()), SMALL_MANIFEST)
  expect(values[input]).toEqual({ height: 9, width: 9, channels: 3 })
})

test('a node that nobody needs is not looked at', () => {
  const graph = new SmallGraph()
  graph.node('Resize', ['image'])
  expect(refusal(graph.logits(graph.vector(4)))).toBe('a plan')
})

test('a message stays one that can be shown, whatever the names', () => {
  const graph = new SmallGraph()
  graph.node('Resize', ['image'], {}, { name: 'n'.repeat(1000), outputs: ['logits'] })
  graph.output('logits')
  expect(refusal(graph.bytes())).toMatchObject({ message: `Resize ${'n'.repeat(232)}…` })
})
