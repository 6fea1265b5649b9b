/**
 * Whole networks of every family, as two exporters write them: the plan by plain loops and the engine on its kernels, both
 * against onnxruntime-web on the same file.
 */
import { describe, expect, test } from 'vitest'
import { readModel } from './onnx.ts'
import { planNetwork } from './plan.ts'
import { digest } from './testing/digest.ts'
import { FAMILIES } from './testing/families.ts'
import { KERNELS, THREADED_KERNELS } from './testing/kernel-files.ts'
import type { Style } from './testing/network-writer.ts'
import { startNodeThread } from './testing/node-threads.ts'
import { relativeDifference, runOnnx } from './testing/onnxruntime.ts'
import { Random } from './testing/random.ts'
import { referenceValues } from './testing/reference.ts'
import { createWhatsitEngine } from './whatsit-engine.ts'

const STYLES: readonly (readonly [string, Style])[] = [
  ['PyTorch, opset 17', { exporter: 'pytorch', opset: 17 }],
  ['PyTorch, opset 7', { exporter: 'pytorch', opset: 7, storage: 'packed' }],
  ['PyTorch, opset 12', { exporter: 'pytorch', opset: 12 }],
  ['PyTorch, opset 22, batch norm folded', { exporter: 'pytorch', opset: 22, batchNorm: 'folded' }],
  ['tf2onnx, opset 13', { exporter: 'tf2onnx', opset: 13 }],
  ['tf2onnx, opset 9', { exporter: 'tf2onnx', opset: 9, storage: 'unpacked' }],
  ['tf2onnx, opset 17, batch norm as arithmetic', { exporter: 'tf2onnx', opset: 17, batchNorm: 'arithmetic' }],
  ['tf2onnx, opset 18, batch norm folded', { exporter: 'tf2onnx', opset: 18, batchNorm: 'folded' }],
]

describe.each(STYLES)('as %s writes it', (_style, style) => {
  test.each(Object.entries(FAMILIES))('%s gives the logits of onnxruntime', async (_name, family) => {
    const { height, width, write } = family
    const model = write(style)
    const manifest = { input: 'image', outputs: { logits: 'logits' }, preprocess: { centerCrop: 1 } }
    const input = new Random(2).numbers(3 * height * width, -1, 1)
    const { logits: theirs = [] } = await runOnnx(model, 'image', [1, 3, height, width], input)

    const plan = planNetwork(readModel(model), manifest)
    expect(relativeDifference(referenceValues(plan, input)[plan.logits] ?? [], theirs)).toBeLessThan(1e-5)

    const engine = await createWhatsitEngine(model, manifest, { wasm: KERNELS, threads: 1 })
    expect(engine.inputShape).toEqual([1, 3, height, width])
    const { logits: ours } = await engine.run(input)
    await engine.dispose()
    expect(relativeDifference(ours, theirs)).toBeLessThan(1e-5)
  })
})

test.each(Object.entries(FAMILIES))('%s has the same bits on one, two and three threads', async (_name, family) => {
  const { height, width, write } = family
  const manifest = { input: 'image', outputs: { logits: 'logits' }, preprocess: { centerCrop: 1 } }
  const input = new Random(3).numbers(3 * height * width, -1, 1)
  const digests: string[] = []
  for (const threads of [1, 2, 3]) {
    const wasm = threads === 1 ? KERNELS : THREADED_KERNELS
    const engine = await createWhatsitEngine(write({}), manifest, { wasm, threads, startThread: startNodeThread })
    digests.push(digest((await engine.run(input)).logits))
    await engine.dispose()
  }
  expect(new Set(digests).size).toBe(1)
})

/** A layer in short: its kind, its activation, and + for a residual. */
function fused(style: Style, name: string): string {
  const model = FAMILIES[name]?.write(style) ?? new Uint8Array()
  const manifest = { input: 'image', outputs: { logits: 'logits' }, preprocess: { centerCrop: 1 } }
  const { layers } = planNetwork(readModel(model), manifest)
  const short = layers.map((layer) => {
    const activation = 'activation' in layer && layer.activation.kind !== 'none' ? ` ${layer.activation.kind}` : ''
    return `${layer.kind}${activation}${'residual' in layer ? ' +' : ''}`
  })
  return short.join(', ')
}

describe('nothing is left that could join another layer', () => {
  const block = 'convolution clip, depthwise clip'
  const excite = 'globalAverage, convolution relu, convolution hardSigmoid, binary'
  const exciteSwish = 'globalAverage, convolution swish, convolution sigmoid, binary'
  test.each([
    [
      'MobileNetV2',
      `${block}, convolution, ${block}, convolution, ${block}, convolution +, ${block}, convolution, convolution clip, globalAverage, fullyConnected`,
    ],
    [
      'MobileNetV3',
      `convolution hardSwish, depthwise relu, ${excite}, convolution, convolution relu, depthwise relu, convolution +, ` +
        `convolution hardSwish, depthwise hardSwish, ${excite}, convolution, convolution hardSwish, depthwise hardSwish, ${excite}, convolution +, ` +
        'convolution hardSwish, globalAverage, fullyConnected hardSwish, fullyConnected',
    ],
    [
      'EfficientNet-B0',
      `convolution swish, depthwise swish, ${exciteSwish}, convolution, convolution swish, depthwise swish, ${exciteSwish}, convolution, ` +
        `convolution swish, depthwise swish, ${exciteSwish}, convolution +, convolution swish, depthwise swish, ${exciteSwish}, convolution, ` +
        'convolution swish, globalAverage, fullyConnected',
    ],
    [
      'SqueezeNet',
      'convolution relu, pool, convolution relu, convolution relu, convolution relu, concat, ' +
        'pool, convolution relu, convolution relu, convolution relu, concat, convolution relu, globalAverage',
    ],
    [
      'ResNet-18',
      'convolution relu, pool, convolution relu, convolution relu +, convolution relu, convolution, convolution relu +, ' +
        'convolution relu, convolution relu +, convolution relu, convolution, convolution relu +, globalAverage, fullyConnected',
    ],
    ['VGG', 'convolution relu, pool, convolution relu, pool, fullyConnected relu, fullyConnected'],
  ])('%s', (name, wanted) => {
    const found = STYLES.map(([, style]) => fused(style, name))
    expect(found).toEqual(STYLES.map(() => wanted))
  })
})
