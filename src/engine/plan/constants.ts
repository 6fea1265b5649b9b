/** Tensors that are known before the network runs: initializers, and what nodes make of such tensors alone. */
import type { Graph, GraphNode, Tensor } from '../graph.ts'
import { unsupported } from '../unsupported.ts'
import { plainWeights } from '../weights.ts'
import { Budget } from './budget.ts'
import { FOLDS } from './folds.ts'
import { type Scaled, scaledBytes } from './scaled.ts'

export class Constants {
  readonly budget: Budget
  readonly #opset: number
  readonly #tensors: Map<string, Tensor>
  /** Made tensors only where somebody wants their numbers, who is rarely there. */
  readonly #scaled = new Map<string, Scaled>()

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
    const scaled = this.#scaled.get(name)
    if (!scaled) return this.#tensors.get(name)
    const { dims, weights } = scaled
    this.budget.spend(weights.length, name)
    const tensor: Tensor = { type: 'float32', dims, values: plainWeights(weights) }
    this.set(name, tensor)
    return tensor
  }

  has(name: string): boolean {
    return this.#scaled.has(name) || this.#tensors.has(name)
  }

  /** A tensor of float32 whose numbers are still bytes, each output's with a factor. */
  scaled(name: string): Scaled | undefined {
    return this.#scaled.get(name)
  }

  set(name: string, tensor: Tensor): void {
    this.#scaled.delete(name)
    this.#tensors.set(name, tensor)
  }

  /** Whether all that a node reads is known. */
  feed(node: GraphNode): boolean {
    return node.inputs.every((name) => name === '' || this.has(name))
  }

  /**
   * Computes a node whose inputs are all known.
   *
   * @throws ModelUnsupported  there is no fold for this operator, or not for these types
   */
  compute(node: GraphNode): void {
    const fold = FOLDS.get(node.operator)
    if (!fold) unsupported(node.label, `${node.operator} of constants is not computed by this engine`)
    const [output = ''] = node.outputs
    const inputs = node.inputs.map((name) => this.get(name))
    const scaled = scaledBytes(node, inputs)
    if (scaled) this.#scaled.set(output, scaled)
    else this.set(output, fold({ node, inputs, opset: this.#opset, budget: this.budget }))
  }
}
