/** The shapes that Reshape, Flatten, Squeeze, Unsqueeze and Transpose give, of constants and of what flows through the network. */
import type { GraphNode, Tensor } from '../graph.ts'
import { listIn } from '../tensor.ts'
import { unsupported } from '../unsupported.ts'
import { axisOf, integer, integers } from './attributes.ts'

const product = (dims: readonly number[]): number => dims.reduce((count, size) => count * size, 1)

/** 0 keeps the size that was there (unless allowzero), one -1 takes what is left. */
export function reshapedDims(node: GraphNode, from: readonly number[], wanted: Tensor): readonly number[] {
  if (wanted.type !== 'int64') unsupported(node.label, `a shape of ${wanted.type}`)
  const keeps = integer(node, 'allowzero', 0) === 0
  const dims = listIn(wanted, node.label).map((size, axis) => (size === 0 && keeps ? (from[axis] ?? 0) : size))
  const open = dims.indexOf(-1)
  if (open < 0) return dims
  const rest = product(dims.with(open, 1))
  return dims.with(open, rest === 0 ? 0 : product(from) / rest)
}

export function flattenedDims(node: GraphNode, from: readonly number[]): readonly number[] {
  const axis = integer(node, 'axis', 1)
  // The one operator whose axis may point behind the last.
  const split = axis === from.length ? axis : axisOf(node, axis, from.length)
  return [product(from.slice(0, split)), product(from.slice(split))]
}

/** @param axes  undefined for every axis of the size 1 */
export function squeezedDims(
  node: GraphNode,
  from: readonly number[],
  axes: readonly number[] | undefined,
): readonly number[] {
  if (!axes) return from.filter((size) => size !== 1)
  const gone = new Set(axes.map((axis) => axisOf(node, axis, from.length)))
  return from.filter((_, axis) => !gone.has(axis))
}

export function unsqueezedDims(
  node: GraphNode,
  from: readonly number[],
  axes: readonly number[] | undefined,
): readonly number[] {
  if (!axes) return unsupported(node.label, 'no axes')
  const rank = from.length + axes.length
  const added = new Set(axes.map((axis) => axisOf(node, axis, rank)))
  const kept = from.values()
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (kept.next().value ?? 1)))
}

/** Of Transpose: which axis of the input becomes each of the output. */
export function permutation(node: GraphNode, rank: number): readonly number[] {
  const order = integers(node, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis)
  const isOrder =
    order.length === rank && new Set(order).size === rank && order.every((axis) => axis >= 0 && axis < rank)
  return isOrder ? order : unsupported(node.label, `perm [${order}] of ${rank} axes`)
}
