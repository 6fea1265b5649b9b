/**
 * Antialiased resampling, byte for byte what Pillow's 8-bit filters give, so that page, command line and Python agree to
 * the last bit. Along the rows, rounded to bytes, then along the columns (or, for tall pictures, the other way
 * round); only what the crop shows is read and computed.
 */
import type { PixelImage } from './classification.ts'
import type { Rectangle, Size } from './geometry.ts'
import type { CreateMixer } from './mixer.ts'
import type { PixelSource } from './pixels.ts'
import { BICUBIC, type Resample } from './resample-filter.ts'
import { createScriptMixer } from './script-mixer.ts'
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
  { resample = BICUBIC, stripBytes = STRIP_BYTES, createMixer = createScriptMixer }: ResampleOptions = {},
): PixelImage {
  const across = resampleWeights(source.width, size.width, crop.left, crop.width, resample)
  const down = resampleWeights(source.height, size.height, crop.top, crop.height, resample)
  const width = across.end - across.begin
  const height = down.end - down.begin
  const byColumns = columnsFirst(source, size)
  const [lines, linePixels] = byColumns ? [width, height] : [height, width]
  const stripLines = Math.min(lines, Math.max(1, Math.floor(stripBytes / (linePixels * 4))))

  const mixer = createMixer({ across, down, crop, columnsFirst: byColumns, stripLines })
  for (let at = 0; at < lines; at += stripLines) {
    const count = Math.min(stripLines, lines - at)
    const strip = byColumns
      ? source.read(across.begin + at, down.begin, count, height)
      : source.read(across.begin, down.begin + at, width, count)
    mixer.add(strip, at)
  }
  return { data: mixer.finish(), width: crop.width, height: crop.height }
}
