/** Whole networks with made-up weights, in the shapes of real ones. */
import type { Plan } from '../layers.ts'
import { PlanBuilder, RELU6, samePads } from './plan-builder.ts'
import { Random } from './random.ts'

/** Repeats, kernel, stride, expansion, output channels; as in the paper (Tan, Liu; 2020). */
const LITE_STAGES = [
  [1, 3, 1, 1, 16],
  [2, 3, 2, 6, 24],
  [2, 5, 2, 6, 40],
  [3, 3, 2, 6, 80],
  [3, 5, 1, 6, 112],
  [4, 5, 2, 6, 192],
  [1, 3, 1, 6, 320],
] as const

export interface LiteVariant {
  readonly width: number
  readonly depth: number
  readonly size: number
}

export const LITE0: LiteVariant = { width: 1, depth: 1, size: 224 }
export const LITE2: LiteVariant = { width: 1.1, depth: 1.2, size: 260 }

function scaled(channels: number, width: number): number {
  if (width === 1) return channels
  const wide = channels * width
  const rounded = Math.max(8, Math.trunc((wide + 4) / 8) * 8)
  return rounded < 0.9 * wide ? rounded + 8 : rounded
}

/** EfficientNet-Lite. */
export function efficientNetLite({ width, depth, size }: LiteVariant, classes = 1000): Plan {
  const builder = new PlanBuilder(new Random(1), { height: size, width: size, channels: 3 })
  const same = (value: number, kernel: number, stride: number) =>
    ({
      kernel: [kernel, kernel],
      stride: [stride, stride],
      pads: samePads(builder.shape(value), kernel, stride),
    }) as const
  let x = builder.convolution(builder.input, 32, same(builder.input, 3, 2), RELU6)
  for (const [stage, [repeats, kernel, stride, expansion, channels]] of LITE_STAGES.entries()) {
    const isInner = stage > 0 && stage < LITE_STAGES.length - 1
    const outputs = scaled(channels, width)
    for (let repeat = 0; repeat < (isInner ? Math.ceil(depth * repeats) : repeats); repeat++) {
      const shortcut = x
      const inputs = builder.shape(x).channels
      const step = repeat === 0 ? stride : 1
      if (expansion !== 1) x = builder.convolution(x, inputs * expansion, { kernel: [1, 1] }, RELU6)
      x = builder.depthwise(x, same(x, kernel, step), RELU6)
      const isSame = step === 1 && inputs === outputs
      x = builder.convolution(x, outputs, { kernel: [1, 1] }, undefined, isSame ? shortcut : undefined)
    }
  }
  const features = builder.convolution(x, 1280, { kernel: [1, 1] }, RELU6)
  return builder.plan(builder.fullyConnected(builder.globalAverage(features), classes), features)
}

/**
 * A bit of everything in little room: odd channels, squeeze and excite, residuals, pools, concatenation, all activations.
 * Every kernel is in it, so that what threads share out can be compared to the bit.
 */
export function allKinds(size = 45): Plan {
  const builder = new PlanBuilder(new Random(2), { height: size, width: size + 4, channels: 3 })
  const pads = { top: 1, left: 1, bottom: 1, right: 1 }
  const wide = { top: 2, left: 2, bottom: 2, right: 2 }
  let x = builder.convolution(builder.input, 18, { kernel: [3, 3], stride: [2, 2], pads }, { kind: 'hardSwish' })
  const stem = x
  x = builder.depthwise(x, { kernel: [3, 3], pads }, RELU6)
  const squeezed = builder.convolution(builder.globalAverage(x), 6, { kernel: [1, 1] }, { kind: 'relu' })
  const gate = builder.convolution(squeezed, 18, { kernel: [1, 1] }, { kind: 'hardSigmoid', alpha: 0.2, beta: 0.5 })
  x = builder.convolution(builder.binary('multiply', x, gate), 18, { kernel: [1, 1] }, undefined, stem)
  const left = builder.convolution(x, 21, { kernel: [1, 1] }, { kind: 'swish' })
  const right = builder.convolution(x, 13, { kernel: [3, 3], pads }, { kind: 'relu' })
  x = builder.pool(builder.concat([left, right]), 'max', { kernel: [3, 3], stride: [2, 2], pads })
  x = builder.depthwise(x, { kernel: [5, 5], stride: [2, 2], pads: wide }, { kind: 'swish' })
  x = builder.depthwise(x, { kernel: [7, 7], pads: { top: 3, left: 3, bottom: 3, right: 3 } }, { kind: 'sigmoid' })
  x = builder.pool(x, 'average', { kernel: [2, 2] }, true)
  const features = builder.unary(builder.convolution(x, 150, { kernel: [1, 1] }), RELU6)
  return builder.plan(builder.fullyConnected(builder.globalAverage(features), 107), features)
}
