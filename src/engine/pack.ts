/** Weights in the order in which the kernels read them. Done once, when an engine is made. */

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

/**
 * To [outputs / 8, kernel height, kernel width x input pixel, 8]: eight outputs side by side, zeros where there is no
 * output or no channel.
 *
 * @param packed  {@link denseLength} zeros
 */
export function packDense(weights: Float32Array, shape: DenseShape, packed: Float32Array): void {
  const { outputs, channels, kernel, pixel, strides } = shape
  const depth = denseDepth(shape)
  for (let panel = 0; panel * PANEL < outputs; panel++) {
    const lanes = Math.min(PANEL, outputs - panel * PANEL)
    for (let y = 0; y < kernel.height; y++) {
      for (let x = 0; x < kernel.width; x++) {
        const to = ((panel * kernel.height + y) * depth + x * pixel) * PANEL
        const from = panel * PANEL * strides.output + y * strides.y + x * strides.x
        for (let lane = 0; lane < lanes; lane++) {
          let source = from + lane * strides.output
          for (let channel = 0; channel < channels; channel++) {
            packed[to + channel * PANEL + lane] = weights[source] ?? 0
            source += strides.channel
          }
        }
      }
    }
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
