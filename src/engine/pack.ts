/** Weights in the order in which the kernels read them. Done once, when an engine is made. */
import type { Weights } from './weights.ts'

/** Output channels that a panel of the matrix product has. */
export const PANEL = 8
/** Channels in a vector. */
export const VECTOR = 4

/** How far apart the weights of a dense layer lie, and how its input does; all counted in numbers. */
export interface DenseShape {
  readonly outputs: number
  readonly channels: number
  readonly kernel: { readonly height: number; readonly width: number }
  /** From one pixel of the input to the next: `channels` or a little more. */
  readonly pixel: number
  /** Of the weights, from one output, kernel row, kernel column and input channel to the next. */
  readonly strides: { readonly output: number; readonly y: number; readonly x: number; readonly channel: number }
}

/** Numbers of the input from the first channel of a kernel's row to the last: one behind the other, room between pixels included. */
export function denseDepth({ channels, kernel, pixel }: DenseShape): number {
  return (kernel.width - 1) * pixel + channels
}

export function densePanels(outputs: number): number {
  return Math.ceil(outputs / PANEL)
}

/** How many numbers {@link packDense} writes. */
export function denseLength(shape: DenseShape): number {
  return densePanels(shape.outputs) * shape.kernel.height * denseDepth(shape) * PANEL
}

/** The numbers of one kernel cell for one panel, in the weights and in what is packed. */
interface Cell {
  /** Of the weights, the panel's first output. */
  readonly from: number
  readonly output: number
  readonly channel: number
  readonly channels: number
  /** Of what is packed. */
  readonly to: number
}

/**
 * To [outputs / 8, kernel height, kernel width x input pixel, 8]: eight outputs side by side, zeros where there is no
 * output or no channel.
 *
 * @param packed  {@link denseLength} zeros
 */
export function packDense(weights: Weights, shape: DenseShape, packed: Float32Array): void {
  const { outputs, channels, kernel, pixel, strides } = shape
  const { output, channel } = strides
  const depth = denseDepth(shape)
  for (let panel = 0; panel * PANEL < outputs; panel++) {
    const lanes = Math.min(PANEL, outputs - panel * PANEL)
    for (let y = 0; y < kernel.height; y++) {
      for (let x = 0; x < kernel.width; x++) {
        const to = ((panel * kernel.height + y) * depth + x * pixel) * PANEL
        const from = panel * PANEL * output + y * strides.y + x * strides.x
        const cell = { from, output, channel, channels, to }
        if (weights instanceof Float32Array) packCell(weights, lanes, cell, packed)
        else packScaledCell(weights.bytes, weights.factors.subarray(panel * PANEL, panel * PANEL + lanes), cell, packed)
      }
    }
  }
}

function packCell(weights: Float32Array, lanes: number, cell: Cell, packed: Float32Array): void {
  const { channels, channel } = cell
  for (let lane = 0; lane < lanes; lane++) {
    let from = cell.from + lane * cell.output
    const end = cell.to + lane + channels * PANEL
    for (let to = cell.to + lane; to < end; to += PANEL, from += channel) packed[to] = weights[from] as number
  }
}

function packScaledCell(bytes: Int8Array | Uint8Array, factors: Float32Array, cell: Cell, packed: Float32Array): void {
  const { channels, channel } = cell
  for (let lane = 0; lane < factors.length; lane++) {
    const factor = factors[lane] as number
    let from = cell.from + lane * cell.output
    const end = cell.to + lane + channels * PANEL
    for (let to = cell.to + lane; to < end; to += PANEL, from += channel) packed[to] = (bytes[from] as number) * factor
  }
}

/**
 * [channels, cells] to [channels / 4, cells, 4]; zeros where there is no channel.
 *
 * @param packed  zeros, as many as `weights` has, with the channels up to a multiple of four
 */
export function packDepthwise(weights: Float32Array, channels: number, packed: Float32Array): void {
  const cells = weights.length / channels
  for (let channel = 0; channel < channels; channel++) {
    const to = (channel - (channel % VECTOR)) * cells + (channel % VECTOR)
    for (let cell = 0; cell < cells; cell++) packed[to + cell * VECTOR] = weights[channel * cells + cell] ?? 0
  }
}
