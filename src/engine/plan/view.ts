/**
 * How a tensor of the graph lies in a value of the plan. The graph turns and flattens its tensors (Transpose, Reshape, Flatten);
 * a value stays [height, width, channels] in memory, so here those nodes change only how it is looked at, and cost nothing.
 *
 * Each dimension of the tensor holds some axes of the value, slowest first; axes of the size 1 are held by none:
 *   a picture  [1, C, H, W]   [] [channels] [height] [width]
 *   flattened  [1, C * H * W] [] [channels height width]
 *   tf2onnx's  [1, H, W, C]   [] [height] [width] [channels]
 */
import type { Pads, Shape, ValueId } from '../layers.ts'

export type Axis = keyof Shape

export interface View {
  readonly value: ValueId
  readonly shape: Shape
  /** As the graph sees it. */
  readonly dims: readonly number[]
  /** By dimension. */
  readonly axes: readonly (readonly Axis[])[]
  /** Around the value, and counted in `dims`: a Pad that waits for the window that it belongs to. */
  readonly pads?: Padding
}

export interface Padding extends Pads {
  /** What it is filled with. */
  readonly fill: number
}

/** How a convolution sees it. */
export function pictureView(value: ValueId, shape: Shape): View {
  const { height, width, channels } = shape
  const dims = [1, channels, height, width]
  return { value, shape, dims, axes: [[], held(shape, 'channels'), held(shape, 'height'), held(shape, 'width')] }
}

const held = (shape: Shape, axis: Axis): readonly Axis[] => (shape[axis] === 1 ? [] : [axis])

/** A vector of `channels` numbers, which the graph sees as `dims`: all 1 but the last. */
export function vectorView(value: ValueId, channels: number, dims: readonly number[]): View {
  const shape = { height: 1, width: 1, channels }
  const axes = dims.map((_, axis) => (axis === dims.length - 1 ? held(shape, 'channels') : []))
  return { value, shape, dims, axes }
}

/** Whether the graph sees [1, channels, height, width], with or without pads. */
export function isPicture({ shape, dims, axes, pads }: View): boolean {
  const [rows, columns] = pads ? [pads.top + pads.bottom, pads.left + pads.right] : [0, 0]
  const wanted = [1, shape.channels, shape.height + rows, shape.width + columns]
  const order = [[], held(shape, 'channels'), held(shape, 'height'), held(shape, 'width')]
  return dims.length === 4 && dims.every((size, at) => size === wanted[at] && isSame(axes[at] ?? [], order[at] ?? []))
}

export function isSame(a: readonly Axis[], b: readonly Axis[]): boolean {
  return a.length === b.length && a.every((axis, index) => axis === b[index])
}

/** The numbers in another shape; undefined where a new dimension would begin or end within an axis. */
export function reshaped(view: View, dims: readonly number[]): View | undefined {
  const order = view.axes.flat()
  const axes: Axis[][] = []
  for (const size of dims) {
    const inside: Axis[] = []
    let filled = 1
    while (filled < size) {
      const axis = order.shift()
      if (!axis) return undefined
      inside.push(axis)
      filled *= view.shape[axis]
    }
    if (filled !== size) return undefined
    axes.push(inside)
  }
  return order.length === 0 ? { ...view, dims, axes } : undefined
}

export function transposed(view: View, order: readonly number[]): View {
  return {
    ...view,
    dims: order.map((axis) => view.dims[axis] ?? 1),
    axes: order.map((axis) => view.axes[axis] ?? []),
  }
}
