/**
 * Pixels that do not lie upright (EXIF's orientation) are resampled as they lie: weights are mirrored and passes swapped
 * instead of millions of pixels turned. The sums are of the same products, whole numbers, so the bytes are the same.
 */
import type { Size } from './geometry.ts'
import type { MixPlan } from './mixer.ts'
import type { Orientation } from './webp-orientation.ts'
import type { Weights } from './weights.ts'

/** What is mixed, whatever is read at once. */
export type PassPlan = Omit<MixPlan, 'stripLines'>

/** How an upright picture's axes lie in what is stored: each may run the other way, and then they may change places. */
export function axesOf(orientation: Orientation): {
  readonly mirroredX: boolean
  readonly mirroredY: boolean
  readonly swapped: boolean
} {
  return {
    mirroredX: [2, 3, 6, 7].includes(orientation),
    mirroredY: [3, 4, 7, 8].includes(orientation),
    swapped: orientation >= 5,
  }
}

/**
 * @param plan  for the upright picture
 * @param upright  its size
 * @returns the plan for the pixels as they lie; what it gives is to be turned by {@link toUpright}
 */
export function storedPlan(plan: PassPlan, upright: Size, orientation: Orientation): PassPlan {
  const { mirroredX, mirroredY, swapped } = axesOf(orientation)
  const across = mirroredX ? mirrored(plan.across, upright.width) : plan.across
  const down = mirroredY ? mirrored(plan.down, upright.height) : plan.down
  if (!swapped) return { ...plan, across, down }
  const { crop, columnsFirst } = plan
  return {
    across: down,
    down: across,
    crop: { width: crop.height, height: crop.width },
    columnsFirst: !columnsFirst,
  }
}

/** For the same output pixels, of a line of `length` pixels that begins where it ended. */
function mirrored({ begin, end, starts, counts, stride, values }: Weights, length: number): Weights {
  const turned = new Int32Array(values.length)
  for (const [output, count] of counts.entries()) {
    const first = output * stride
    turned.set(values.slice(first, first + count).reverse(), first)
  }
  return {
    begin: length - end,
    end: length - begin,
    starts: starts.map((start, output) => length - start - (counts[output] ?? 0)),
    counts,
    stride,
    values: turned,
  }
}

/**
 * What a {@link storedPlan} gave, as the upright picture's: its axes change places; mirrored it is already.
 *
 * @param data  RGBA of `crop.height` columns and `crop.width` rows where the axes are swapped
 */
export function toUpright(
  data: Uint8ClampedArray<ArrayBuffer>,
  { width, height }: Size,
  orientation: Orientation,
): Uint8ClampedArray<ArrayBuffer> {
  if (!axesOf(orientation).swapped) return data
  const from = new Int32Array(data.buffer, data.byteOffset, width * height)
  const to = new Int32Array(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) to[y * width + x] = from[x * height + y] as number
  return new Uint8ClampedArray(to.buffer)
}
