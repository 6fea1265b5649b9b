/** Attributes of a node, by name and type, with ONNX's default where there is none. */
import type { Attribute, GraphNode, Tensor } from '../graph.ts'
import { unsupported } from '../unsupported.ts'

/** A whole number, or the default where the node does not say. */
export function integer<Default>(node: GraphNode, name: string, fallback: Default): number | Default {
  const found = node.attributes.get(name)
  if (!found) return fallback
  return found.type === 'integer' ? found.value : wrong(node, name, found)
}

export function float<Default>(node: GraphNode, name: string, fallback: Default): number | Default {
  const found = node.attributes.get(name)
  if (!found) return fallback
  return found.type === 'float' ? found.value : wrong(node, name, found)
}

export function text(node: GraphNode, name: string, fallback: string): string {
  const found = node.attributes.get(name)
  if (!found) return fallback
  return found.type === 'text' ? found.value : wrong(node, name, found)
}

/** undefined where the node does not say. */
export function integers(node: GraphNode, name: string): readonly number[] | undefined {
  const found = node.attributes.get(name)
  if (!found) return undefined
  return found.type === 'integers' ? found.value : wrong(node, name, found)
}

/** undefined where the node does not say. */
export function floats(node: GraphNode, name: string): readonly number[] | undefined {
  const found = node.attributes.get(name)
  if (!found) return undefined
  return found.type === 'floats' ? found.value : wrong(node, name, found)
}

/** undefined where the node does not say. */
export function tensor(node: GraphNode, name: string): Tensor | undefined {
  const found = node.attributes.get(name)
  if (!found) return undefined
  return found.type === 'tensor' ? found.value : wrong(node, name, found)
}

function wrong(node: GraphNode, name: string, { type }: Attribute): never {
  return unsupported(node.label, `its attribute ${name} is of the type ${type}`)
}

/**
 * An axis as 0 or more, counted from the end where it is negative.
 *
 * @throws ModelUnsupported  there is no such axis among `rank`
 */
export function axisOf(node: GraphNode, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis
  const exists = Number.isInteger(counted) && counted >= 0 && counted < rank
  return exists ? counted : unsupported(node.label, `axis ${axis} of ${rank}`)
}
