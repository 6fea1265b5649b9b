/** MaxPool, AveragePool, GlobalAveragePool and ReduceMean. */
import type { GraphNode } from '../graph.ts'
import type { ValueId } from '../layers.ts'
import { unsupported } from '../unsupported.ts'
import { axisOf, integer, integers } from './attributes.ts'
import type { Draft } from './draft.ts'
import { listOf, type Operator, paddedPictureOf, pictureOf } from './operator.ts'
import { pictureView, type View } from './view.ts'
import { type Placed, placeWindow } from './window.ts'

export const maxPool: Operator = (node, draft) => {
  const view = paddedPictureOf(node, draft)
  // Zeros never win over what is 0 or more: Keras' ResNet pads with them behind a ReLU.
  if (view.pads && view.pads.fill !== Number.NEGATIVE_INFINITY) {
    const isHarmless = view.pads.fill === 0 && draft.isNeverNegative(view.value)
    if (!isHarmless) unsupported(node.label, `padding with ${view.pads.fill} before it`)
  }
  return pool(node, draft, view, 'max', false)
}

export const averagePool: Operator = (node, draft) => {
  const view = paddedPictureOf(node, draft)
  if (view.pads && view.pads.fill !== 0) unsupported(node.label, `padding with ${view.pads.fill} before it`)
  // The cells of a Pad count like those of the picture, those of the pool's own pads where it says so.
  return pool(node, draft, view, 'average', view.pads !== undefined || integer(node, 'count_include_pad', 0) === 1)
}

function pool(node: GraphNode, draft: Draft, view: View, operator: 'max' | 'average', countIncludePad: boolean): View {
  const kernel = integers(node, 'kernel_shape') ?? []
  if (kernel.length !== 2 || !kernel.every((size) => size > 0)) unsupported(node.label, `kernel_shape [${kernel}]`)
  const placed = placeWindow(node, view, kernel)
  const { window, height, width, isBeyondPads } = placed
  const { pads } = window
  if (
    Math.max(pads.top, pads.bottom) >= window.kernel.height ||
    Math.max(pads.left, pads.right) >= window.kernel.width
  ) {
    unsupported(node.label, 'a window that sees nothing of the picture')
  }
  if (operator === 'average' && countIncludePad && (isBeyondPads || hasPadsOfItsOwn(view, placed, node))) {
    unsupported(node.label, 'an average that counts some of its padding, and some not')
  }
  const shape = { height, width, channels: view.shape.channels }
  if (operator === 'average' && isWhole(view, placed)) return globalAverage(node, draft, view)
  const output = draft.value(shape, node.label)
  draft.add({ kind: 'pool', name: node.label, operator, countIncludePad, window, input: view.value, output })
  return pictureView(output, shape)
}

/** A Pad before, and pads that are not counted beside it. */
function hasPadsOfItsOwn({ pads }: View, { window }: Placed, node: GraphNode): boolean {
  if (!pads || integer(node, 'count_include_pad', 0) === 1) return false
  const { top, left, bottom, right } = window.pads
  return top > pads.top || left > pads.left || bottom > pads.bottom || right > pads.right
}

function isWhole({ shape, pads }: View, { window, height, width }: Placed): boolean {
  const { kernel } = window
  const covers = kernel.height === shape.height && kernel.width === shape.width
  return covers && height === 1 && width === 1 && !pads && Object.values(window.pads).every((pad) => pad === 0)
}

export const globalAveragePool: Operator = (node, draft) => globalAverage(node, draft, pictureOf(node, draft))

function globalAverage(node: GraphNode, draft: Draft, view: View): View {
  const shape = { height: 1, width: 1, channels: view.shape.channels }
  return pictureView(averageOf(node, draft, view), shape)
}

/** The value itself where there is only one place to average over. */
function averageOf(node: GraphNode, draft: Draft, { value, shape }: View): ValueId {
  if (shape.height === 1 && shape.width === 1) return value
  const output = draft.value({ height: 1, width: 1, channels: shape.channels }, node.label)
  draft.add({ kind: 'globalAverage', name: node.label, input: value, output })
  return output
}

/** Over height and width, wherever the graph has them. The axes are an attribute before opset 18, an input since. */
export const reduceMean: Operator = (node, draft) => {
  const view = draft.input(node)
  const axes = integers(node, 'axes') ?? listOf(node, draft, 1) ?? []
  const gone = new Set(axes.map((axis) => axisOf(node, axis, view.dims.length)))
  const averaged = [...gone].flatMap((axis) => view.axes[axis] ?? [])
  const left = view.axes.flatMap((held, axis) => (gone.has(axis) ? [] : held))
  if (averaged.includes('channels') || left.some((axis) => axis !== 'channels') || gone.size === 0) {
    unsupported(node.label, `a mean over axes [${axes}] of [${view.dims}], which are not height and width alone`)
  }
  const value = averageOf(node, draft, view)
  const keeps = integer(node, 'keepdims', 1) !== 0
  const kept = view.dims.map((size, axis) => ({ size: gone.has(axis) ? 1 : size, held: view.axes[axis] ?? [], axis }))
  const dimensions = kept.filter(({ axis }) => keeps || !gone.has(axis))
  return {
    value,
    shape: { height: 1, width: 1, channels: view.shape.channels },
    dims: dimensions.map(({ size }) => size),
    axes: dimensions.map(({ held, axis }) => (gone.has(axis) ? [] : held)),
  }
}
