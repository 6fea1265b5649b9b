/** Tensors that are known before the network runs: initializers, and what nodes make of such tensors alone. */
import type { Graph, GraphNode, Tensor } from '../graph.ts'
import { unsupported } from '../unsupported.ts'
import { Budget } from './budget.ts'
import { FOLDS } from './folds.ts'

export class Constants {
  readonly budget: Budget
  readonly #opset: number
  readonly #tensors: Map<string, Tensor>

  constructor(graph: Graph) {
    this.#opset = graph.opset
    this.#tensors = new Map(graph.initializers)
    // Some exporters store weights in Constant nodes.
    const inNodes = graph.nodes.flatMap(({ attributes }) => [...attributes.values()])
    const attributes = inNodes.flatMap((attribute) => (attribute.type === 'tensor' ? [attribute.value] : []))
    let stored = 0
    for (const { values } of [...graph.initializers.values(), ...attributes]) stored += values.length
    this.budget = new Budget(stored)
  }

  get(name: string): Tensor | undefined {
    return this.#tensors.get(name)
  }

  set(name: string, tensor: Tensor): void {
    this.#tensors.set(name, tensor)
  }

  /** Whether all that a node reads is known. */
  feed(node: GraphNode): boolean {
    return node.inputs.every((name) => name === '' || this.#tensors.has(name))
  }

  /**
   * Computes a node whose inputs are all known.
   *
   * @throws ModelUnsupported  there is no fold for this operator, or not for these types
   */
  fold(node: GraphNode): Tensor {
    const fold = FOLDS.get(node.operator)
    if (!fold) return unsupported(node.label, `${node.operator} of constants is not computed by this engine`)
    const inputs = node.inputs.map((name) => this.#tensors.get(name))
    return fold({ node, inputs, opset: this.#opset, budget: this.budget })
  }
}
