/**
 * Where each value lies: strides, the zeros around it, and an address that it shares with values of other times. Decided
 * once, so that running allocates nothing.
 */
import { inputsOf } from './inputs-of.ts'
import type { Layer, Plan, Shape, ValueId, Window } from './layers.ts'

export const FLOAT_BYTES = 4
/** Values and weights begin at cache lines. */
export const ALIGNMENT = 64

/** Zeros around a value that its readers count on, in pixels. */
export interface Halo {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** A value in memory. All in bytes, but for the halo. */
export interface Place {
  /** Of pixel (0, 0). */
  readonly address: number
  /** From one pixel to the next: its channels, with room up to a multiple of four. */
  readonly pixel: number
  /** From one row to the next. Zeros right of a row are also those left of the next one. */
  readonly row: number
  readonly halo: Halo
}

/** Bytes that are in use from one layer to another, both included. */
export interface Block {
  readonly bytes: number
  readonly from: number
  readonly to: number
}

export const upTo = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple

const NO_HALO: Halo = { top: 0, left: 0, bottom: 0, right: 0 }

/** What a window reaches beyond its input. Not more than that, whatever its pads say. */
function reach(window: Window, input: Shape, output: Shape): Halo {
  const { kernel, stride, pads } = window
  return {
    top: pads.top,
    left: pads.left,
    bottom: Math.max(0, (output.height - 1) * stride.y + kernel.height - pads.top - input.height),
    right: Math.max(0, (output.width - 1) * stride.x + kernel.width - pads.left - input.width),
  }
}

/** The zeros that a layer wants around its input. Depthwise kernels leave out the rows above and below by themselves. */
function wanted(layer: Layer, value: ValueId, values: readonly Shape[]): Halo {
  if ((layer.kind !== 'convolution' && layer.kind !== 'depthwise') || layer.input !== value) return NO_HALO
  const all = reach(layer.window, shapeOf(values, layer.input), shapeOf(values, layer.output))
  return layer.kind === 'depthwise' ? { ...all, top: 0, bottom: 0 } : all
}

/** The shape with that number; a plan that names another is a defect of ours. */
export function shapeOf(values: readonly Shape[], value: ValueId): Shape {
  const shape = values[value]
  if (!shape) throw new RangeError(`the plan has no value ${value}`)
  return shape
}

/** Strides and zeros of each value; its address is still that within its block. */
export function strides(plan: Plan): readonly Place[] {
  return plan.values.map(({ height, width, channels }, value) => {
    const readers = plan.layers.filter((layer) => inputsOf(layer).includes(value))
    const halos = readers.map((reader) => wanted(reader, value, plan.values))
    const most = (side: keyof Halo): number => Math.max(0, ...halos.map((halo) => halo[side]))
    const halo = { top: most('top'), left: most('left'), bottom: most('bottom'), right: most('right') }
    // Convolutions read one number at a time, so a picture of three channels needs no fourth. All else reads four.
    const isTight = value === plan.input && readers.every(({ kind }) => kind === 'convolution')
    const pixel = FLOAT_BYTES * (isTight ? channels : upTo(channels, 4))
    const row = (width + Math.max(halo.left, halo.right)) * pixel
    return { address: halo.top * row + halo.left * pixel, pixel, row, halo: height > 0 ? halo : NO_HALO }
  })
}

/** Bytes of a value with all its zeros; the strides' address is the part before pixel (0, 0). */
export function bytesOf(place: Place, { height }: Shape): number {
  return place.address + (height + place.halo.bottom) * place.row
}

/**
 * Addresses of the blocks, counted from 0, so that no two that live at one time overlap. The largest first, each at the
 * lowest place that is free: on the networks here, within a few percent of the largest sum at one time.
 */
export function allocate(blocks: readonly Block[]): { addresses: readonly number[]; bytes: number } {
  const addresses = new Array<number>(blocks.length).fill(0)
  const placed: { start: number; end: number; block: Block }[] = []
  const bySize = blocks.map((block, index) => ({ block, index })).sort((a, b) => b.block.bytes - a.block.bytes)
  let bytes = 0
  for (const { block, index } of bySize) {
    const size = upTo(block.bytes, ALIGNMENT)
    const others = placed.filter((other) => other.block.from <= block.to && block.from <= other.block.to)
    let start = 0
    for (const other of others.sort((a, b) => a.start - b.start)) {
      if (start + size <= other.start) break
      start = Math.max(start, other.end)
    }
    addresses[index] = start
    placed.push({ start, end: start + size, block })
    bytes = Math.max(bytes, start + size)
  }
  return { addresses, bytes }
}
