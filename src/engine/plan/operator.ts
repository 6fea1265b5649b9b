/** What the functions have in common that make layers of nodes, one for each of ONNX's operators. */
import type { GraphNode, Tensor } from '../graph.ts'
import { listIn } from '../tensor.ts'
import { unsupported } from '../unsupported.ts'
import type { Weights } from '../weights.ts'
import type { Draft } from './draft.ts'
import { isPicture, type View } from './view.ts'

/**
 * Writes a node's layers, and returns how the graph sees what comes out: a view of a value, or a tensor that is known
 * although its input flows (its shape).
 *
 * @throws ModelUnsupported  naming the node, and what of it this engine does not do
 */
export type Operator = (node: GraphNode, draft: Draft) => View | Tensor

/** A constant of float32 among the inputs. */
export function weightsOf(node: GraphNode, draft: Draft, index: number): Tensor & { readonly values: Float32Array } {
  const name = node.inputs[index] ?? ''
  const tensor = draft.constants.get(name)
  if (!tensor) return unsupported(node.label, name ? `its input ${index} is not a constant` : `no input ${index}`)
  const { type, dims, values } = tensor
  if (type !== 'float32') return unsupported(node.label, `its input ${index} is ${type}, not float32`)
  // Most are not copied here, but every layer packs its weights for the kernels, also those that another layer has too.
  draft.constants.budget.spend(values.length, node.label)
  return { type, dims, values: values instanceof Float32Array ? values : Float32Array.from(values) }
}

/** The same, for a layer that packs them: they may still be small. */
export function layerWeightsOf(
  node: GraphNode,
  draft: Draft,
  index: number,
): { readonly dims: readonly number[]; readonly weights: Weights } {
  const scaled = draft.constants.scaled(node.inputs[index] ?? '')
  if (!scaled) {
    const { dims, values } = weightsOf(node, draft, index)
    return { dims, weights: values }
  }
  draft.constants.budget.spend(scaled.weights.length, node.label)
  return scaled
}

/** A constant of float32 with one number for each of `count` channels. */
export function channelsOf(node: GraphNode, draft: Draft, index: number, count: number): Float32Array {
  const { values } = weightsOf(node, draft, index)
  return values.length === count ? values : unsupported(node.label, `${values.length} numbers for ${count} channels`)
}

/** The first input, seen as [1, channels, height, width]. */
export function pictureOf(node: GraphNode, draft: Draft): View {
  return asPicture(node, draft.input(node))
}

/** The same, with pads that wait for this node's windows. */
export function paddedPictureOf(node: GraphNode, draft: Draft): View {
  return asPicture(node, draft.padded(node, 0))
}

function asPicture(node: GraphNode, view: View): View {
  return isPicture(view)
    ? view
    : unsupported(node.label, `on [${view.dims}], which is not [1, channels, height, width] here`)
}

/** What lists of numbers a node has as an input since some opset, and as an attribute before. */
export function listOf(node: GraphNode, draft: Draft, index: number): readonly number[] | undefined {
  const name = node.inputs[index] ?? ''
  if (name === '') return undefined
  const tensor = draft.constants.get(name)
  if (!tensor) return unsupported(node.label, `its input ${index} is not a constant`)
  return listIn(tensor, node.label)
}
