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
