/** Constants cut, joined and turned: the arithmetic on shapes that exporters leave in a graph, and weights stored transposed. */
import type { Numbers, Tensor } from '../graph.ts'
import { countOf, listIn } from '../tensor.ts'
import { unsupported } from '../unsupported.ts'
import { axisOf, integer, integers } from './attributes.ts'
import { type Fold, type FoldCall, given, room } from './folds-call.ts'
import { permutation, reshapedDims, squeezedDims, unsqueezedDims } from './reshape-dims.ts'

const product = (dims: readonly number[]): number => dims.reduce((count, size) => count * size, 1)

/** The same numbers in another shape. */
function as(tensor: Tensor, dims: readonly number[], { node }: FoldCall): Tensor {
  if (countOf(dims, node.label) !== tensor.values.length) unsupported(node.label, `[${tensor.dims}] to [${dims}]`)
  return { ...tensor, dims }
}

export const reshape: Fold = (call) => {
  const from = given(call, 0)
  return as(from, reshapedDims(call.node, from.dims, given(call, 1)), call)
}

/** The axes that Squeeze and Unsqueeze name: an attribute before opset 13, an input since. */
const axesOf = ({ node, inputs }: FoldCall): readonly number[] | undefined =>
  integers(node, 'axes') ?? (inputs[1] && listIn(inputs[1], node.label))

export const squeeze: Fold = (call) => {
  const from = given(call, 0)
  return as(from, squeezedDims(call.node, from.dims, axesOf(call)), call)
}

export const unsqueeze: Fold = (call) => {
  const from = given(call, 0)
  return as(from, unsqueezedDims(call.node, from.dims, axesOf(call)), call)
}

export const transpose: Fold = (call) => {
  const from = given(call, 0)
  const order = permutation(call.node, from.dims.length)
  const steps = from.dims.map((_, axis) => product(from.dims.slice(axis + 1)))
  const result = room(
    call,
    from.type,
    order.map((axis) => from.dims[axis] ?? 1),
  )
  walk(
    result.dims,
    order.map((axis) => steps[axis] ?? 0),
    (to, at) => {
      result.values[to] = from.values[at] ?? 0
    },
  )
  return result
}

/** Calls `visit(index, place)` for each index of a shape, in order; `steps` are between places along each axis. */
function walk(dims: readonly number[], steps: readonly number[], visit: (index: number, place: number) => void): void {
  const at = dims.map(() => 0)
  const count = product(dims)
  for (let index = 0, place = 0; index < count; index++) {
    visit(index, place)
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      const [size, step, next] = [dims[axis] ?? 1, steps[axis] ?? 0, (at[axis] ?? 0) + 1]
      place += step
      at[axis] = next % size
      if (next < size) break
      place -= step * size
    }
  }
}

export const concat: Fold = (call) => {
  const { node, inputs } = call
  const first = given(call, 0)
  const axis = axisOf(node, integer(node, 'axis', 0), first.dims.length)
  const parts = inputs.map((_, index) => given(call, index))
  for (const { type, dims } of parts) {
    const fits = dims.length === first.dims.length && dims.every((size, at) => at === axis || size === first.dims[at])
    if (type !== first.type || !fits) unsupported(node.label, `${type} [${dims}] beside ${first.type} [${first.dims}]`)
  }
  const length = parts.reduce((sum, { dims }) => sum + (dims[axis] ?? 0), 0)
  const result = room(call, first.type, first.dims.with(axis, length))
  const behind = product(first.dims.slice(axis + 1))
  let start = 0
  for (const { values, dims } of parts) {
    const block = (dims[axis] ?? 0) * behind
    for (let from = 0, to = start; from < values.length; from += block, to += length * behind) {
      result.values.set(values.subarray(from, from + block), to)
    }
    start += block
  }
  return result
}

export const gather: Fold = (call) => {
  const { node } = call
  const [from, chosen] = [given(call, 0), given(call, 1)]
  const axis = axisOf(node, integer(node, 'axis', 0), from.dims.length)
  const dims = [...from.dims.slice(0, axis), ...chosen.dims, ...from.dims.slice(axis + 1)]
  const result = room(call, from.type, dims)
  const behind = product(from.dims.slice(axis + 1))
  const block = (from.dims[axis] ?? 0) * behind
  let to = 0
  for (let start = 0; start < from.values.length; start += block) {
    for (const index of chosen.values) {
      to = copy(from.values, start + axisOf(node, index, from.dims[axis] ?? 0) * behind, behind, result.values, to)
    }
  }
  return result
}

/** Slice's five inputs since opset 10, its three attributes before. */
export const slice: Fold = (call) => {
  const { node, inputs } = call
  let sliced = given(call, 0)
  const list = (name: string, index: number): readonly number[] | undefined => {
    const tensor = inputs[index]
    return integers(node, name) ?? (tensor && listIn(tensor, node.label))
  }
  const [starts, ends, axes, steps] = [list('starts', 1), list('ends', 2), list('axes', 3), list('steps', 4)]
  if (!starts || !ends || starts.length > sliced.dims.length) return unsupported(node.label, 'no starts and ends')
  for (const [index, start] of starts.entries()) {
    const axis = axisOf(node, axes?.[index] ?? index, sliced.dims.length)
    const size = sliced.dims[axis] ?? 0
    if ((steps?.[index] ?? 1) !== 1) return unsupported(node.label, 'steps other than 1')
    const within = (place: number): number => Math.min(size, Math.max(0, place < 0 ? place + size : place))
    const from = within(start)
    sliced = cut(call, sliced, axis, from, Math.max(from, within(ends[index] ?? 0)))
  }
  return sliced
}

/** What lies from one place along an axis until before another. */
function cut(call: FoldCall, from: Tensor, axis: number, start: number, end: number): Tensor {
  const result = room(call, from.type, from.dims.with(axis, end - start))
  const behind = product(from.dims.slice(axis + 1))
  const block = (from.dims[axis] ?? 0) * behind
  let to = 0
  for (let at = 0; at < from.values.length; at += block) {
    to = copy(from.values, at + start * behind, (end - start) * behind, result.values, to)
  }
  return result
}

function copy(from: Numbers, start: number, count: number, into: Numbers, to: number): number {
  into.set(from.subarray(start, start + count), to)
  return to + count
}
