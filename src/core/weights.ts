/** Which source pixels make one output pixel, and how much each counts: Pillow's 8-bit fixed point, number for number. */
import { nearestPixels } from './nearest.ts'
import { BICUBIC, FILTERS, NEAREST, type Resample } from './resample-filter.ts'

/** Fraction bits of a weight: 32 less 8 for the byte and 2 for sums below 0 and above 1, as Pillow's PRECISION_BITS. */
export const WEIGHT_BITS = 32 - 8 - 2

/** The weights along one axis for some neighbouring output pixels. */
export interface Weights {
  /** Source pixels that count for any of the output pixels: `begin` to `end`, without `end`. */
  readonly begin: number
  readonly end: number
  /** [outputs] the first source pixel of each output pixel */
  readonly starts: Int32Array
  /** [outputs] how many source pixels count for each */
  readonly counts: Int32Array
  /** Weights lie `stride` apart from one output pixel to the next. */
  readonly stride: number
  /** [outputs, stride] weights times 2 ** WEIGHT_BITS */
  readonly values: Int32Array
}

function toFixedPoint(weight: number): number {
  const scaled = weight * (1 << WEIGHT_BITS)
  return Math.trunc(weight < 0 ? scaled - 0.5 : scaled + 0.5)
}

/** NEAREST as weights: one pixel each, which counts whole. */
function nearestWeights(sourceLength: number, length: number, first: number, outputs: number): Weights {
  const starts = nearestPixels(sourceLength, length, first, outputs)
  return {
    begin: starts[0] ?? 0,
    end: (starts.at(-1) ?? -1) + 1,
    starts,
    counts: new Int32Array(outputs).fill(1),
    stride: 1,
    values: new Int32Array(outputs).fill(1 << WEIGHT_BITS),
  }
}

/**
 * Weights of the output pixels `first` to `first + outputs` when `sourceLength` pixels become `length`. Memory and time
 * depend on the pixels that are asked for, never on `length`, which is a million for a picture of 4000 x 1.
 *
 * Weights that round to 0 at either end are left out. So a length that does not change gives a single weight of 1, the
 * same bytes as Pillow, which skips such a pass.
 */
export function resampleWeights(
  sourceLength: number,
  length: number,
  first: number,
  outputs: number,
  resample: Resample = BICUBIC,
): Weights {
  if (resample === NEAREST) return nearestWeights(sourceLength, length, first, outputs)
  const filter = FILTERS[resample]
  const scale = sourceLength / length
  // When shrinking, the kernel is stretched over all the pixels that become one: that is the antialiasing.
  const filterScale = Math.max(scale, 1)
  const support = filter.support * filterScale
  const perPixel = 1 / filterScale
  const stride = Math.ceil(support) * 2 + 1
  const starts = new Int32Array(outputs)
  const counts = new Int32Array(outputs)
  const values = new Int32Array(outputs * stride)
  const exact = new Float64Array(stride)
  let begin = sourceLength
  let end = 0
  for (let output = 0; output < outputs; output++) {
    const center = (first + output + 0.5) * scale
    let low = Math.max(0, Math.trunc(center - support + 0.5))
    let high = Math.min(sourceLength, Math.trunc(center + support + 0.5))
    let sum = 0
    for (let x = low; x < high; x++) {
      const weight = filter.kernel((x - center + 0.5) * perPixel)
      exact[x - low] = weight
      sum += weight
    }
    const fixed = Array.from(exact.subarray(0, high - low), (weight) => toFixedPoint(weight / sum))
    const leading = fixed.findIndex((weight) => weight !== 0)
    const last = fixed.findLastIndex((weight) => weight !== 0)
    high = low + last + 1
    low += leading
    starts[output] = low
    counts[output] = high - low
    values.set(fixed.slice(leading, last + 1), output * stride)
    begin = Math.min(begin, low)
    end = Math.max(end, high)
  }
  return { begin, end, starts, counts, stride, values }
}
