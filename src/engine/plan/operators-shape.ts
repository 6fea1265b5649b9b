/** Operators that move no number: Reshape and its relatives, Transpose, Pad (left to the window behind it), Concat, Shape. */
import type { GraphNode, Tensor } from '../graph.ts'
import { unsupported } from '../unsupported.ts'
import { axisOf, float, integer, integers, text } from './attributes.ts'
import type { Draft } from './draft.ts'
import { listOf, type Operator } from './operator.ts'
import { flattenedDims, permutation, reshapedDims, squeezedDims, unsqueezedDims } from './reshape-dims.ts'
import { isPicture, isSame, reshaped, transposed, type View } from './view.ts'

export const identity: Operator = (node, draft) => draft.padded(node, 0)

/** In use it does nothing, unless a constant puts it back into training. */
export const dropout: Operator = (node, draft) => {
  const training = draft.constants.get(node.inputs[2] ?? '')
  if (training?.values[0]) unsupported(node.label, 'training_mode 1')
  return identity(node, draft)
}

export const cast: Operator = (node, draft) => {
  // TensorProto.DataType FLOAT: what flows is float32 already.
  return integer(node, 'to', 0) === 1 ? identity(node, draft) : unsupported(node.label, 'to another type than float32')
}

function seenAs(node: GraphNode, view: View, dims: readonly number[]): View {
  return reshaped(view, dims) ?? unsupported(node.label, `[${view.dims}] to [${dims}] moves numbers`)
}

export const reshape: Operator = (node, draft) => {
  const view = draft.input(node)
  const wanted = draft.constants.get(node.inputs[1] ?? '') ?? unsupported(node.label, 'its shape is not a constant')
  return seenAs(node, view, reshapedDims(node, view.dims, wanted))
}

export const flatten: Operator = (node, draft) => {
  const view = draft.input(node)
  return seenAs(node, view, flattenedDims(node, view.dims))
}

/** Its axes are an attribute before opset 13, an input since. */
const axesOf = (node: GraphNode, draft: Draft): readonly number[] | undefined =>
  integers(node, 'axes') ?? listOf(node, draft, 1)

export const squeeze: Operator = (node, draft) => {
  const view = draft.input(node)
  return seenAs(node, view, squeezedDims(node, view.dims, axesOf(node, draft)))
}

export const unsqueeze: Operator = (node, draft) => {
  const view = draft.input(node)
  return seenAs(node, view, unsqueezedDims(node, view.dims, axesOf(node, draft)))
}

export const transpose: Operator = (node, draft) => {
  const view = draft.padded(node, 0)
  return transposed(view, permutation(node, view.dims.length))
}

/** The shape of what flows is known: a constant. */
export const shape: Operator = (node, draft): Tensor => {
  const { dims } = draft.padded(node, 0)
  const sliced = dims.slice(integer(node, 'start', 0), integer(node, 'end', dims.length))
  return { type: 'int64', dims: [sliced.length], values: Float64Array.from(sliced) }
}

/** Its pads and their fill are attributes before opset 11, inputs since; from 18 on it may name its axes. */
export const pad: Operator = (node, draft) => {
  const view = draft.padded(node, 0)
  if (text(node, 'mode', 'constant') !== 'constant') unsupported(node.label, `mode ${text(node, 'mode', '')}`)
  const fill = draft.opset < 11 ? float(node, 'value', 0) : (listOf(node, draft, 2)?.[0] ?? 0)
  const listed = draft.opset < 11 ? integers(node, 'pads') : listOf(node, draft, 1)
  const rank = view.dims.length
  const axes = (listOf(node, draft, 3) ?? view.dims.map((_, axis) => axis)).map((axis) => axisOf(node, axis, rank))
  if (!listed || listed.length !== 2 * axes.length) return unsupported(node.label, `pads [${listed}]`)
  const pads = { ...(view.pads ?? { top: 0, left: 0, bottom: 0, right: 0, fill }) }
  if (pads.fill !== fill) unsupported(node.label, `with ${fill} around a padding with ${pads.fill}`)
  const dims = [...view.dims]
  for (const [index, axis] of axes.entries()) {
    const [before, after] = [listed[index] ?? 0, listed[index + axes.length] ?? 0]
    if (before === 0 && after === 0) continue
    if (!(before >= 0 && after >= 0 && before + after <= MAX_PAD)) unsupported(node.label, `pads [${listed}]`)
    const direction = directionOf(view, axis) ?? unsupported(node.label, `pads [${listed}] on [${view.dims}]`)
    if (direction === 'height') [pads.top, pads.bottom] = [pads.top + before, pads.bottom + after]
    else [pads.left, pads.right] = [pads.left + before, pads.right + after]
    dims[axis] = (dims[axis] ?? 0) + before + after
  }
  const { top, left, bottom, right } = pads
  return top + left + bottom + right === 0 ? view : { ...view, dims, pads }
}

/** Wider borders are of no network. */
const MAX_PAD = 4096

/** Whether a dimension is the value's height or its width. */
function directionOf(view: View, axis: number): 'height' | 'width' | undefined {
  const [held, ...more] = view.axes[axis] ?? []
  if (more.length === 0 && (held === 'height' || held === 'width')) return held
  // One of the size 1 is held by none: then the picture's usual place tells.
  if (held || !isPicture(view)) return undefined
  return axis === 2 ? 'height' : axis === 3 ? 'width' : undefined
}

/** Along the channels, wherever the graph has them. */
export const concat: Operator = (node, draft) => {
  const parts = node.inputs.map((_, index) => draft.input(node, index))
  const [first] = parts
  if (!first) return unsupported(node.label, 'no inputs')
  const axis = axisOf(node, integer(node, 'axis', 1), first.dims.length)
  for (const part of parts) {
    const fits =
      part.dims.length === first.dims.length &&
      part.dims[axis] === part.shape.channels &&
      part.axes.every((held, at) =>
        at === axis ? held.every((one) => one === 'channels') : isSame(held, first.axes[at] ?? []),
      ) &&
      part.shape.height === first.shape.height &&
      part.shape.width === first.shape.width
    if (!fits) unsupported(node.label, `[${part.dims}] beside [${first.dims}] along axis ${axis}`)
  }
  const channels = parts.reduce((sum, part) => sum + part.shape.channels, 0)
  const joined = { ...first.shape, channels }
  const output = draft.value(joined, node.label)
  draft.add({ kind: 'concat', name: node.label, inputs: parts.map(({ value }) => value), output })
  return {
    value: output,
    shape: joined,
    dims: first.dims.with(axis, channels),
    axes: first.axes.with(axis, channels === 1 ? [] : ['channels']),
  }
}
