/**
 * The plan while it is made: a layer for each node, before anything is folded or fused. Operators write it; `gates.ts`,
 * `affine.ts` and `join.ts` make fewer layers of it, `emit.ts` numbers what is left. Factors stay float64 here, so that weights are rounded once.
 */
import type { GraphNode } from '../graph.ts'
import type {
  Binary,
  Concat,
  Convolution,
  Depthwise,
  FullyConnected,
  GlobalAverage,
  Pool,
  Shape,
  Softmax,
  Unary,
  ValueId,
} from '../layers.ts'
import { unsupported } from '../unsupported.ts'
import type { Constants } from './constants.ts'
import type { View } from './view.ts'

/** What multiplies each output channel's weights, and the bias; float64 until the plan is written. */
export interface Factors {
  /** [output channels]; undefined for ones */
  readonly scale: Float64Array | undefined
  /** [output channels] */
  readonly bias: Float64Array
}

export type DraftConvolution = Omit<Convolution, 'bias'> & Factors
type DraftDepthwise = Omit<Depthwise, 'bias'> & Factors
type DraftFullyConnected = Omit<FullyConnected, 'bias'> & Factors

/** x * scale + shift, channel by channel: BatchNormalization, and arithmetic with constants. */
export interface Affine {
  readonly kind: 'affine'
  readonly name: string
  readonly input: ValueId
  readonly output: ValueId
  /** Both [channels], or [1] for all channels alike. */
  readonly scale: Float64Array
  readonly shift: Float64Array
}

/** Layers that have weights, and so can take in a factor and an offset. */
export type Weighted = DraftConvolution | DraftDepthwise | DraftFullyConnected

export type DraftLayer = Weighted | Affine | Binary | Unary | GlobalAverage | Pool | Concat | Softmax

export interface DraftValue extends Shape {
  readonly constant?: Float32Array
}

/** Of one value: 128 MiB. EfficientNet-B7 has 17 million numbers in its largest. */
const MAX_VALUE_NUMBERS = 2 ** 25

/** What operators write to. */
export class Draft {
  readonly opset: number
  readonly constants: Constants
  readonly values: DraftValue[] = []
  readonly layers: DraftLayer[] = []
  readonly #neverNegative = new Set<ValueId>()
  readonly #views = new Map<string, View>()

  constructor(opset: number, constants: Constants) {
    this.opset = opset
    this.constants = constants
  }

  /** A new value. */
  value(shape: Shape, where: string): ValueId {
    const { height, width, channels } = shape
    const count = height * width * channels
    if (count > MAX_VALUE_NUMBERS) unsupported(where, `gives ${height} x ${width} x ${channels} numbers`)
    return this.values.push({ height, width, channels }) - 1
  }

  /** A value that is known beforehand. */
  constant(shape: Shape, numbers: Float32Array): ValueId {
    return this.values.push({ ...shape, constant: numbers }) - 1
  }

  add(layer: DraftLayer): void {
    this.layers.push(layer)
    if (isNeverNegative(layer, this.#neverNegative)) this.#neverNegative.add(layer.output)
  }

  /** Whether a value has no number below 0, as far as its layers' kinds tell. */
  isNeverNegative(value: ValueId): boolean {
    return this.#neverNegative.has(value)
  }

  set(name: string, view: View): void {
    this.#views.set(name, view)
  }

  find(name: string): View | undefined {
    return this.#views.get(name)
  }

  /**
   * What a node's input looks like, pads that wait for a window included.
   *
   * @throws ModelUnsupported  it is missing, or known beforehand where this operator reads only what flows
   */
  padded(node: GraphNode, index: number): View {
    const name = node.inputs[index] ?? ''
    const view = this.#views.get(name)
    if (view) return view
    return unsupported(node.label, this.constants.has(name) ? `its input ${index} is a constant` : `no input ${index}`)
  }

  /** The same, of a node that does not read pads. */
  input(node: GraphNode, index = 0): View {
    const view = this.padded(node, index)
    return view.pads ? unsupported(node.label, 'padding before it, which only windows take') : view
  }
}

function isNeverNegative(layer: DraftLayer, known: ReadonlySet<ValueId>): boolean {
  switch (layer.kind) {
    case 'unary': {
      const { activation } = layer
      return (
        ['relu', 'sigmoid', 'hardSigmoid'].includes(activation.kind) ||
        (activation.kind === 'clip' && Math.min(activation.low, activation.high) >= 0)
      )
    }
    case 'pool':
    case 'globalAverage':
      return known.has(layer.input)
    case 'concat':
      return layer.inputs.every((input) => known.has(input))
    default:
      return false
  }
}
