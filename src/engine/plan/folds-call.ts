/** What every fold is given. */
import type { ElementType, GraphNode, Tensor } from '../graph.ts'
import { countOf, numbers } from '../tensor.ts'
import { unsupported } from '../unsupported.ts'
import type { Budget } from './budget.ts'

export interface FoldCall {
  readonly node: GraphNode
  /** In the node's order; undefined for one that is left out. */
  readonly inputs: readonly (Tensor | undefined)[]
  readonly opset: number
  readonly budget: Budget
}

/** @throws ModelUnsupported  saying which node, and what of it is not computed here */
export type Fold = (call: FoldCall) => Tensor

/** An input that the operator cannot do without. */
export function given({ node, inputs }: FoldCall, index: number): Tensor {
  return inputs[index] ?? unsupported(node.label, `its input ${index} is missing`)
}

/** A tensor of zeros, paid for. */
export function room({ node, budget }: FoldCall, type: ElementType, dims: readonly number[]): Tensor {
  const count = countOf(dims, node.label)
  budget.spend(count, node.label)
  return { type, dims, values: numbers(type, count) }
}
