/** The reference {@link CreateMixer}: plain script, runs everywhere. */
import type { CreateMixer } from './mixer.ts'
import { WEIGHT_BITS, type Weights } from './weights.ts'

const HALF = 1 << (WEIGHT_BITS - 1)
const OPAQUE = 255 << 24

/**
 * RGBA bytes as one number per pixel, red lowest: one load instead of three is worth a third of the time. Every
 * processor that browsers and Node's builds run on keeps the lowest byte first, or can.
 */
function words(bytes: Uint8ClampedArray): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4)
}

function clip8(sum: number): number {
  return Math.max(0, Math.min(255, sum >> WEIGHT_BITS))
}

/**
 * One output pixel: the weighted sum of the pixels at `at`, `at + step`, ... with the weights from `weight` to `weightEnd`.
 * No sum leaves 32 bits: the weights' absolute values add up to less than 2 (Lanczos: 1.6), times 255 times
 * 2 ** WEIGHT_BITS.
 */
function mix(
  pixels: Int32Array,
  at: number,
  step: number,
  weights: Int32Array,
  weight: number,
  weightEnd: number,
): number {
  let red = HALF
  let green = HALF
  let blue = HALF
  for (let w = weight, p = at; w < weightEnd; w++, p += step) {
    const factor = weights[w] as number
    const pixel = pixels[p] as number
    red = (red + Math.imul(pixel & 255, factor)) | 0
    green = (green + Math.imul((pixel >>> 8) & 255, factor)) | 0
    blue = (blue + Math.imul((pixel >>> 16) & 255, factor)) | 0
  }
  return clip8(red) | (clip8(green) << 8) | (clip8(blue) << 16) | OPAQUE
}

/** Rows of `sourceWidth` pixels, the first of them the source's column `across.begin`, to rows of `width` pixels. */
function mixRows(source: Int32Array, sourceWidth: number, across: Weights, width: number, target: Int32Array): void {
  const { begin, starts, counts, stride, values } = across
  const rows = source.length / sourceWidth
  for (let y = 0, output = 0; y < rows; y++) {
    const row = y * sourceWidth - begin
    for (let x = 0, weight = 0; x < width; x++, weight += stride, output++) {
      target[output] = mix(source, row + (starts[x] as number), 1, values, weight, weight + (counts[x] as number))
    }
  }
}

/**
 * Columns, the first row of them the source's row `down.begin`; `width` columns of the target's rows of `targetWidth`,
 * from the target's first on.
 */
function mixColumns(
  source: Int32Array,
  width: number,
  down: Weights,
  height: number,
  target: Int32Array,
  targetWidth: number,
): void {
  const { begin, starts, counts, stride, values } = down
  for (let y = 0; y < height; y++) {
    const top = ((starts[y] as number) - begin) * width
    const weight = y * stride
    const weightEnd = weight + (counts[y] as number)
    for (let x = 0, output = y * targetWidth; x < width; x++, output++) {
      target[output] = mix(source, top + x, width, values, weight, weightEnd)
    }
  }
}

export const createScriptMixer: CreateMixer = ({ across, down, crop, columnsFirst }) => {
  const width = across.end - across.begin
  const height = down.end - down.begin
  const between = new Int32Array(columnsFirst ? width * crop.height : crop.width * height)
  return {
    add(strip, at) {
      const pixels = words(strip)
      if (columnsFirst) mixColumns(pixels, pixels.length / height, down, crop.height, between.subarray(at), width)
      else mixRows(pixels, width, across, crop.width, between.subarray(at * crop.width))
    },
    finish() {
      const result = new Int32Array(crop.width * crop.height)
      if (columnsFirst) mixRows(between, width, across, crop.width, result)
      else mixColumns(between, crop.width, down, crop.height, result, crop.width)
      return new Uint8ClampedArray(result.buffer)
    },
  }
}
