/** Gemm and MatMul: one vector times a constant matrix. */
import type { GraphNode, Tensor } from '../graph.ts'
import { NO_ACTIVATION } from '../layers.ts'
import { unsupported } from '../unsupported.ts'
import { type Weights as LayerWeights, plainWeights } from '../weights.ts'
import { float, integer } from './attributes.ts'
import type { Draft } from './draft.ts'
import { layerWeightsOf, type Operator, weightsOf } from './operator.ts'
import { type Axis, isSame, type View, vectorView } from './view.ts'

/** alpha * x * B + beta * C */
export const gemm: Operator = (node, draft) => {
  const view = draft.input(node)
  if (integer(node, 'transA', 0) !== 0) unsupported(node.label, 'transA')
  if (view.dims.length !== 2) unsupported(node.label, `on [${view.dims}]`)
  const isTransposed = integer(node, 'transB', 0) === 1
  const { weights, outputs } = matrix(node, draft, view, isTransposed)
  const alpha = float(node, 'alpha', 1)
  const scale = alpha === 1 ? undefined : new Float64Array(outputs).fill(alpha)
  const bias = node.inputs[2] ? biasOf(node, weightsOf(node, draft, 2), outputs) : new Float64Array(outputs)
  return connect(node, draft, view, { weights, scale, bias })
}

function biasOf(node: GraphNode, { dims, values }: Tensor, outputs: number): Float64Array {
  const isRow = dims.slice(0, -1).every((size) => size === 1)
  if (!isRow || (values.length !== outputs && values.length !== 1)) unsupported(node.label, `a bias of [${dims}]`)
  const beta = float(node, 'beta', 1)
  return Float64Array.from({ length: outputs }, (_, output) => beta * (values[values.length === 1 ? 0 : output] ?? 0))
}

export const matMul: Operator = (node, draft) => {
  const view = draft.input(node)
  const { weights, outputs } = matrix(node, draft, view, false)
  return connect(node, draft, view, { weights, scale: undefined, bias: new Float64Array(outputs) })
}

interface Weights {
  readonly weights: LayerWeights
  readonly scale: Float64Array | undefined
  readonly bias: Float64Array
}

function connect(node: GraphNode, draft: Draft, view: View, weights: Weights): View {
  const outputs = weights.bias.length
  const output = draft.value({ height: 1, width: 1, channels: outputs }, node.label)
  draft.add({
    kind: 'fullyConnected',
    name: node.label,
    input: view.value,
    output,
    ...weights,
    activation: NO_ACTIVATION,
  })
  return vectorView(output, outputs, view.dims.with(-1, outputs))
}

/** The constant as [outputs, inputs], its inputs in the order in which the value's numbers lie. */
function matrix(
  node: GraphNode,
  draft: Draft,
  view: View,
  isTransposed: boolean,
): { weights: LayerWeights; outputs: number } {
  const { dims, weights: stored } = layerWeightsOf(node, draft, 1)
  const [inputs = 0, outputs = 0] = isTransposed ? dims.toReversed() : dims
  const { height, width, channels } = view.shape
  const isVector = view.dims.at(-1) === height * width * channels && view.dims.slice(0, -1).every((size) => size === 1)
  if (!isVector) unsupported(node.label, `on [${view.dims}], which is not one vector`)
  if (dims.length !== 2 || inputs !== view.dims.at(-1) || outputs === 0) {
    unsupported(node.label, `a matrix of [${dims}] on [${view.dims}]`)
  }
  const places = placesOf(view)
  if (isTransposed && !places) return { weights: stored, outputs }
  draft.constants.budget.spend(stored.length, node.label)
  const values = plainWeights(stored)
  const weights = new Float32Array(values.length)
  const [stepOutput, stepInput] = isTransposed ? [inputs, 1] : [1, outputs]
  for (let input = 0; input < inputs; input++) {
    const place = places?.[input] ?? input
    for (let output = 0; output < outputs; output++) {
      weights[output * inputs + place] = values[output * stepOutput + input * stepInput] ?? 0
    }
  }
  return { weights, outputs }
}

/** Where the graph's first, second, ... number lies in the value; undefined where they lie in that order. */
function placesOf({ shape, axes }: View): Int32Array | undefined {
  const order = axes.flat()
  const natural = (['height', 'width', 'channels'] as const).filter((axis) => shape[axis] !== 1)
  if (isSame(order, natural)) return undefined
  const steps: Record<Axis, number> = { height: shape.width * shape.channels, width: shape.channels, channels: 1 }
  let places = [0]
  for (const axis of order) {
    places = places.flatMap((start) => Array.from({ length: shape[axis] }, (_, index) => start + index * steps[axis]))
  }
  return Int32Array.from(places)
}
