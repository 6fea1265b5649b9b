/** The tail that explains the answer: what counts as one, against onnxruntime-web, and what is refused. */
import { describe, expect, test } from 'vitest'
import { readModel } from '../onnx.ts'
import { planNetwork } from '../plan.ts'
import { KERNELS } from '../testing/kernel-files.ts'
import { relativeDifference, runOnnx } from '../testing/onnxruntime.ts'
import { Random } from '../testing/random.ts'
import { SMALL_MANIFEST, SmallGraph } from '../testing/small-graph.ts'
import { createWhatsitEngine } from '../whatsit-engine.ts'

const CLASSES = 11
const CHANNELS = 5
const { height: HEIGHT, width: WIDTH } = SmallGraph

interface Tail {
  readonly classesDims?: readonly number[]
  readonly count?: number
  readonly topK?: Readonly<Record<string, number>>
  readonly gatherAxis?: number
  readonly mapsDims?: readonly number[]
  readonly isTurned?: boolean
  readonly isOfOtherLogits?: boolean
  readonly isOfOtherClasses?: boolean
  /** What is put between the product and the maps. */
  readonly behind?: string
}

/** A convolution, its mean, a linear layer, and the tail as tools/export-model writes it, but for what `tail` changes. */
function write(tail: Tail, opset = 17): Uint8Array {
  const {
    classesDims = [CLASSES, CHANNELS],
    count = 3,
    topK = {},
    gatherAxis = 0,
    mapsDims = [count, HEIGHT, WIDTH],
  } = tail
  const g = new SmallGraph({ opset })
  const features = g.node('Relu', [g.map(CHANNELS)])
  const embedding = g.node('Flatten', [g.node('GlobalAveragePool', [features])])
  const weights = g.random(...classesDims)
  const linear = g.random(CLASSES, CHANNELS)
  g.node(
    'Gemm',
    [embedding, classesDims[0] === CLASSES ? weights : linear, g.random(CLASSES)],
    { transB: 1 },
    { outputs: ['logits'] },
  )
  const scores = tail.isOfOtherLogits ? g.node('Sigmoid', ['logits']) : 'logits'
  const k = g.int64([count])
  const chosen =
    opset < 10
      ? g.node('TopK', [scores], { axis: 1, k: count, ...topK }, { name: 'top', outputs: ['best', 'classes_2d'] })
      : g.node('TopK', [scores, k], { axis: 1, ...topK }, { name: 'top', outputs: ['best', 'classes_2d'] })
  expect(chosen).toBe('best')
  g.node('Reshape', ['classes_2d', g.int64([-1])], {}, { outputs: ['classes'] })
  let indices = 'classes'
  if (tail.isOfOtherClasses) {
    g.node('TopK', ['logits', k], { axis: 1 }, { outputs: ['others', 'others_2d'] })
    indices = g.node('Flatten', ['others_2d'], { axis: 0 })
  }
  const rows = g.node('Gather', [weights, indices], { axis: gatherAxis }, { name: 'rows' })
  const places = g.node('Reshape', [features, g.int64([CHANNELS, HEIGHT * WIDTH])])
  const turned = g.node(
    'Reshape',
    [g.node('Transpose', [features], { perm: [0, 2, 3, 1] }), g.int64([HEIGHT * WIDTH, CHANNELS])],
    {},
    { name: 'turned' },
  )
  const product = g.node('MatMul', [rows, tail.isTurned ? turned : places])
  const last = tail.behind ? g.node(tail.behind, [product], {}, { name: 'last' }) : product
  g.node('Reshape', [last, g.int64(mapsDims)], {}, { name: 'maps', outputs: ['maps'] })
  g.output('logits')
  g.output('classes', [], 'int64')
  g.output('maps')
  return g.bytes()
}

const MANIFEST = { ...SMALL_MANIFEST, outputs: { logits: 'logits', topClasses: 'classes', topMaps: 'maps' } }

describe('the maps of the first classes', () => {
  test.each<readonly [text: string, tail: Tail, opset: number]>([
    ['as exported', {}, 17],
    ['of one class', { count: 1 }, 17],
    ['of all classes', { count: CLASSES }, 17],
    ['k as an attribute', {}, 9],
    ['an axis from the end', { topK: { axis: -1 } }, 17],
    ['sizes left open', { mapsDims: [-1, HEIGHT, WIDTH] }, 17],
  ])('%s', async (_text, tail, opset) => {
    const model = write(tail, opset)
    const input = new Random(8).numbers(3 * HEIGHT * WIDTH, -1, 1)
    const theirs = await runOnnx(model, 'image', [1, 3, HEIGHT, WIDTH], input)
    const engine = await createWhatsitEngine(model, MANIFEST, { wasm: KERNELS, threads: 1 })
    const { logits, activationMaps } = await engine.run(input)
    await engine.dispose()
    expect(relativeDifference(logits, theirs['logits'] ?? [])).toBeLessThan(1e-5)
    expect(activationMaps?.classes).toEqual([...(theirs['classes'] ?? [])])
    expect(relativeDifference(activationMaps?.maps ?? [], theirs['maps'] ?? [])).toBeLessThan(1e-5)
    expect([activationMaps?.height, activationMaps?.width]).toEqual([HEIGHT, WIDTH])
  })

  test.each<readonly [message: string, tail: Tail]>([
    ['TopK top: of something else than the logits', { isOfOtherLogits: true }],
    ['TopK top: not the largest first', { topK: { largest: 0 } }],
    ['TopK top: not the largest first', { topK: { sorted: 0 } }],
    ['TopK top: along axis 0 of [1,11]', { topK: { axis: 0 } }],
    ['TopK top: 12 of 11 classes', { count: 12 }],
    ['maps: of other classes than classes', { isOfOtherClasses: true }],
    ['Gather rows: weights [5,11] of 11 classes and 5 channels', { classesDims: [CHANNELS, CLASSES], gatherAxis: 1 }],
    ['turned_y: [72,5] is not [channels, height * width] here', { isTurned: true }],
    ['Reshape maps: to [3,9,8]', { mapsDims: [3, WIDTH, HEIGHT] }],
    ['maps: not the maps of the first classes: Relu last where MatMul was expected', { behind: 'Relu' }],
  ])('%s', (message, tail) => {
    expect(() => planNetwork(readModel(write(tail)), MANIFEST)).toThrow(
      expect.objectContaining({ name: 'ModelUnsupported', message }),
    )
  })

  test('a circle of nodes', () => {
    const g = new SmallGraph()
    g.node('Identity', [g.vector(CLASSES)], {}, { outputs: ['logits'] })
    g.node('Reshape', ['b', g.int64([-1])], {}, { name: 'round', outputs: ['a'] })
    g.node('Reshape', ['a', g.int64([-1])], {}, { outputs: ['b'] })
    for (const name of ['logits', 'a', 'b']) g.output(name)
    const manifest = { ...MANIFEST, outputs: { logits: 'logits', topClasses: 'a', topMaps: 'b' } }
    expect(() => planNetwork(readModel(g.bytes()), manifest)).toThrow(
      expect.objectContaining({ name: 'ModelUnsupported' }),
    )
  })
})
