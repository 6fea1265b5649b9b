/**
 * Antialiased resampling, byte for byte what Pillow's 8-bit filters give, so that page, command line and Python agree to
 * the last bit. Along the rows, rounded to bytes, then along the columns (or, for tall pictures, the other way
 * round); only what the crop shows is read and computed.
 */
import type { PixelImage } from './classification.ts'
import type { Rectangle, Size } from './geometry.ts'
import type { CreateMixer } from './mixer.ts'
import type { AsyncPixelSource, PixelSource } from './pixels.ts'
import { BICUBIC, type Resample } from './resample-filter.ts'
import { createScriptMixer } from './script-mixer.ts'
import { type PassPlan, storedPlan, toUpright } from './stored-plan.ts'
import { resampleWeights } from './weights.ts'

// A strip stays in the processor's cache between being decoded and being read, and costs next to no memory on a phone.
const STRIP_BYTES = 4 * 1024 * 1024

export interface ResampleOptions {
  /** Pillow's number of the filter; BICUBIC if absent. */
  readonly resample?: Resample
  /** How much to read at once, at least one row or column; the bytes that come out do not depend on it. */
  readonly stripBytes?: number
  /** Core's own if absent. */
  readonly createMixer?: CreateMixer
}

/** Both passes round to bytes, so their order shows. Pillow takes columns first for tall pictures, since its version 13. */
function columnsFirst(source: Size, size: Size): boolean {
  return source.height - size.height > 2 * Math.max(0, source.width - size.width)
}

/** One resampling under way: every strip is read and added, then it is finished. */
interface Resampling {
  /** Rectangles of the source, in the order in which they are added. */
  readonly strips: readonly Rectangle[]
  /** @param pixels  of the next strip */
  add(pixels: Uint8ClampedArray): void
  /** The crop, opaque. */
  finish(): PixelImage
}

/**
 * Resizes the picture to `size` and cuts `crop` from it, without computing the rest.
 *
 * @param size  of the whole resized picture
 * @param crop  in pixels of the resized picture, within it
 * @returns the crop, opaque
 */
export function resampleCrop(
  source: PixelSource,
  size: Size,
  crop: Rectangle,
  options: ResampleOptions = {},
): PixelImage {
  const resampling = begin(source, size, crop, options)
  for (const { left, top, width, height } of resampling.strips) resampling.add(source.read(left, top, width, height))
  return resampling.finish()
}

/** The same, of a source that may have to be waited for. No other resampling may use the mixer meanwhile. */
export async function resampleCropAsync(
  source: AsyncPixelSource,
  size: Size,
  crop: Rectangle,
  options: ResampleOptions = {},
): Promise<PixelImage> {
  const resampling = begin(source, size, crop, options)
  for (const { left, top, width, height } of resampling.strips) {
    resampling.add(await source.read(left, top, width, height))
  }
  return resampling.finish()
}

function begin(
  source: AsyncPixelSource,
  size: Size,
  crop: Rectangle,
  { resample = BICUBIC, stripBytes = STRIP_BYTES, createMixer = createScriptMixer }: ResampleOptions,
): Resampling {
  const { order = 'RGBA', orientation = 1 } = source
  const upright: PassPlan = {
    across: resampleWeights(source.width, size.width, crop.left, crop.width, resample),
    down: resampleWeights(source.height, size.height, crop.top, crop.height, resample),
    crop,
    columnsFirst: columnsFirst(source, size),
  }
  const plan = storedPlan(upright, source, orientation)
  const { across, down, columnsFirst: byColumns } = plan
  const width = across.end - across.begin
  const height = down.end - down.begin
  const [lines, linePixels] = byColumns ? [width, height] : [height, width]
  const stripLines = Math.min(lines, Math.max(1, Math.floor(stripBytes / (linePixels * 4))))

  const mixer = createMixer({ ...plan, stripLines })
  let added = 0
  return {
    strips: Array.from({ length: Math.ceil(lines / stripLines) }, (_, index) => {
      const at = index * stripLines
      const count = Math.min(stripLines, lines - at)
      return byColumns
        ? { left: across.begin + at, top: down.begin, width: count, height }
        : { left: across.begin, top: down.begin + at, width, height: count }
    }),
    add(pixels) {
      mixer.add(pixels, added)
      added += stripLines
    },
    finish() {
      // What is left of a large picture is turned, and its channels put in order, with less work.
      const data = toUpright(mixer.finish(), crop, orientation)
      if (order === 'BGRA') swapRedAndBlue(data)
      return { data, width: crop.width, height: crop.height }
    },
  }
}

function swapRedAndBlue(data: Uint8ClampedArray): void {
  for (let at = 0; at < data.length; at += 4) {
    const first = data[at] as number
    data[at] = data[at + 2] as number
    data[at + 2] = first
  }
}
