/**
 * The plan: what a graph becomes before it runs. A list of layers over numbered values, with nothing left to decide:
 * shapes are known, constants are folded (but for {@link Weights} that are stored small), activations and additions belong to
 * the layer that they follow. `plan.ts` makes it from the graph; `pack.ts` and `engine.ts` run it.
 *
 * One picture at a time (batch 1), float32 throughout. Values lie as [height, width, channels] in memory, so what ONNX
 * calls NCHW is here NHWC, and Flatten, Reshape and Squeeze do not exist: a vector is 1 x 1 x channels.
 */
import type { Weights } from './weights.ts'

/** Index into {@link Plan.values}. */
export type ValueId = number

export interface Shape {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** A tensor [height, width, channels] that flows between layers, or one that is known beforehand. */
export interface Value extends Shape {
  /** [height, width, channels], for a value that no layer writes. Only {@link Binary} reads such values. */
  readonly constant?: Float32Array
}

/** What is done to each number before it is stored. x is the sum with its bias and residual. */
export type Activation =
  | { readonly kind: 'none' }
  /** max(0, x) */
  | { readonly kind: 'relu' }
  /** min(high, max(low, x)); either end may be infinite. ReLU6 is 0 to 6. */
  | { readonly kind: 'clip'; readonly low: number; readonly high: number }
  /** x * min(1, max(0, x / 6 + 0.5)) */
  | { readonly kind: 'hardSwish' }
  /** min(1, max(0, alpha * x + beta)) */
  | { readonly kind: 'hardSigmoid'; readonly alpha: number; readonly beta: number }
  /** 1 / (1 + exp(-x)) */
  | { readonly kind: 'sigmoid' }
  /** x / (1 + exp(-x)); also called SiLU */
  | { readonly kind: 'swish' }

export const NO_ACTIVATION: Activation = { kind: 'none' }

/** Rows and columns of nothing around the input, each 0 or more. Their sum with the input's size holds every window. */
export interface Pads {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** Where a window lies: output (y, x) sees input rows from y * stride.y - pads.top, columns from x * stride.x - pads.left. */
export interface Window {
  readonly kernel: { readonly height: number; readonly width: number }
  readonly stride: { readonly y: number; readonly x: number }
  readonly pads: Pads
}

/** Convolution over all input channels (group 1, dilation 1). Without pads, 1 x 1 and stride 1 it is a plain matrix product. */
export interface Convolution {
  readonly kind: 'convolution'
  /** Name of the node in the graph, for messages. */
  readonly name: string
  readonly input: ValueId
  readonly output: ValueId
  readonly window: Window
  /** [output channels, input channels, kernel height, kernel width], ONNX's OIHW */
  readonly weights: Weights
  /** [output channels] */
  readonly bias: Float32Array
  /** A value of the output's shape, added before the activation. */
  readonly residual?: ValueId
  readonly activation: Activation
}

/** Each channel with a kernel of its own (group = channels, multiplier 1, dilation 1). */
export interface Depthwise {
  readonly kind: 'depthwise'
  readonly name: string
  readonly input: ValueId
  readonly output: ValueId
  readonly window: Window
  /** [channels, kernel height, kernel width]; ONNX's OIHW with I = 1 */
  readonly weights: Weights
  /** [channels] */
  readonly bias: Float32Array
  readonly activation: Activation
}

/** Matrix times vector (Gemm, MatMul) on all numbers of the input. */
export interface FullyConnected {
  readonly kind: 'fullyConnected'
  readonly name: string
  /**
   * Any shape; its numbers count in the order in which they lie: [height, width, channels]. A graph flattens
   * [channels, height, width], so `plan.ts` reorders the columns of such weights.
   */
  readonly input: ValueId
  /** 1 x 1 x outputs */
  readonly output: ValueId
  /** [outputs, inputs] */
  readonly weights: Weights
  /** [outputs] */
  readonly bias: Float32Array
  readonly activation: Activation
}

/** Addition or multiplication number by number. */
export interface Binary {
  readonly kind: 'binary'
  readonly name: string
  readonly operator: 'add' | 'multiply'
  /** Has the output's shape; not constant. */
  readonly left: ValueId
  /** Height, width and channels are each those of `left`, or 1 and then repeated. May be constant. */
  readonly right: ValueId
  readonly output: ValueId
  readonly activation: Activation
}

/** An activation that could not join the layer before it. */
export interface Unary {
  readonly kind: 'unary'
  readonly name: string
  readonly input: ValueId
  readonly output: ValueId
  readonly activation: Activation
}

/** The mean of each channel over the whole map: GlobalAveragePool, ReduceMean over height and width. */
export interface GlobalAverage {
  readonly kind: 'globalAverage'
  readonly name: string
  readonly input: ValueId
  /** 1 x 1 x channels */
  readonly output: ValueId
}

export interface Pool {
  readonly kind: 'pool'
  readonly name: string
  /**
   * Padding never wins a maximum. An average divides by the window's cells inside the picture, or, with
   * `countIncludePad`, by those inside the picture and its pads.
   */
  readonly operator: 'max' | 'average'
  readonly countIncludePad: boolean
  readonly window: Window
  readonly input: ValueId
  readonly output: ValueId
}

/** Maps of one height and width, one behind the other in the channels. */
export interface Concat {
  readonly kind: 'concat'
  readonly name: string
  readonly inputs: readonly ValueId[]
  readonly output: ValueId
}

/** exp(x) / sum of exp(x) over the channels of a 1 x 1 value. */
export interface Softmax {
  readonly kind: 'softmax'
  readonly name: string
  readonly input: ValueId
  readonly output: ValueId
}

export type Layer = Convolution | Depthwise | FullyConnected | Binary | Unary | GlobalAverage | Pool | Concat | Softmax

/**
 * The tail that explains the answer: class activation maps (Zhou et al. 2016) of the `count` largest logits, equal ones
 * by index. In the graph: TopK of the logits, Gather of their weights, weights times features.
 */
export interface TopMaps {
  readonly count: number
  /** The last feature map. */
  readonly features: ValueId
  /** [classes, feature channels]; the same array as the last {@link FullyConnected}'s where the graph uses it twice. */
  readonly weights: Weights
}

export interface Plan {
  /** By {@link ValueId}. Each is the input, a constant, or the output of exactly one layer. */
  readonly values: readonly Value[]
  /** The picture. */
  readonly input: ValueId
  /** In the order in which they run: each reads what was written before. */
  readonly layers: readonly Layer[]
  /** 1 x 1 x classes */
  readonly logits: ValueId
  readonly topMaps?: TopMaps
}
