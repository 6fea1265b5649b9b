/** Which nodes the wanted tensors need: the rest of the graph is neither understood nor computed. */
import type { Graph, GraphNode } from '../graph.ts'
import { unsupported } from '../unsupported.ts'

/** Which node writes a tensor. */
export type Writers = ReadonlyMap<string, GraphNode>

/** @throws ModelUnsupported  two nodes write one tensor */
export function writersOf({ nodes, initializers }: Graph): Writers {
  const writers = new Map<string, GraphNode>()
  for (const node of nodes) {
    for (const name of node.outputs) {
      if (name === '') continue
      if (writers.has(name) || initializers.has(name))
        unsupported(node.label, `writes ${name}, which has its numbers already`)
      writers.set(name, node)
    }
  }
  return writers
}

/** In the graph's order. */
export function neededNodes({ nodes }: Graph, writers: Writers, wanted: readonly string[]): readonly GraphNode[] {
  const needed = new Set<GraphNode>()
  const open = [...wanted]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = writers.get(name)
    if (!node || needed.has(node)) continue
    needed.add(node)
    for (const input of node.inputs) open.push(input)
  }
  return nodes.filter((node) => needed.has(node))
}
