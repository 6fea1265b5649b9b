/** From a file to pixels: sniffed, decoded by the browser, upright, sRGB, over white, read in strips: as planes, as they lie, or by a canvas. */
import { type ErrorCode, toWhatsitError, WhatsitError } from '../core/errors.ts'
import { mayGivePlanes } from '../core/jpeg-planes.ts'
import type { AsyncPixelSource } from '../core/pixels.ts'
import { codeWhenUndecodable } from '../core/sniff-format.ts'
import type { Orientation } from '../core/webp-orientation.ts'
import { framePixels } from './decode-frame.ts'
import { orientationLeft } from './decode-orientation.ts'
import { decodePlanes, givesPlanes } from './decode-planes.ts'
import { checkReadBack, readRectangle } from './decode-strip.ts'
import { refuseTooLarge, type Sniffed, sniff } from './sniff.ts'

/** A decoded picture, which takes memory until it is closed. */
export interface DecodedPicture extends AsyncPixelSource {
  /** How much. */
  readonly bytes: number
  /** Frees the pixels at once; nothing can be read afterwards. */
  close(): void
}

// From 48 megapixels on (192 MB of RGBA, and the decoder needs more beside it) a phone's tab that fails to decode lacks
// memory more often than the file is damaged.
const MEMORY_LIKELY_PIXELS = 48_000_000

// A frame costs a millisecond or two whatever it holds, ten the first time; a canvas draws so few pixels in less.
const FRAME_FROM_PIXELS = 2_000_000

/** What is known of a picture before it is decoded. */
export interface SniffedPicture extends Sniffed {
  /** What the browser will leave to be applied. */
  readonly orientation: Orientation
}

/**
 * @param image  any file; what it is is told from its bytes
 * @throws ImageEmpty | ImageTooLarge | ImageUnsupported | ImageSvg | ImageVideo | ImagePdf | PixelsScrambled
 *   | ImageUnreadable
 */
export async function sniffPicture(image: Blob): Promise<SniffedPicture> {
  const whole = image.type === 'image/jpeg' && (await givesPlanes())
  const { file, ...sniffed } = await sniff(image, whole)
  checkReadBack()
  const orientation = await orientationLeft(image, sniffed.type)
  // Kept only where it will be decoded as it is.
  return { ...sniffed, orientation, ...(file && mayGivePlanes(file) && { file }) }
}

/** Which ways to pixels may be taken, so that a test can forbid them. */
export interface DecodeWays {
  readonly planes?: boolean
  /** A picture of so many pixels may be read by a frame. */
  readonly frameFrom?: number
}

/** @throws ImageTooLarge | ImageUndecodable | ImageHeic | ImageUnreadable | OutOfMemory */
export async function decodeSniffed(
  image: Blob,
  sniffed: SniffedPicture,
  ways: DecodeWays = {},
): Promise<DecodedPicture> {
  const { orientation, type, size, file } = sniffed
  const { planes = true, frameFrom = FRAME_FROM_PIXELS } = ways
  const picture = planes && type === 'image/jpeg' && size && (await decodePlanes(image, size, file))
  if (picture) return picture
  const bitmap = await toBitmap(image, sniffed)
  const turned = orientation >= 5
  const width = turned ? bitmap.height : bitmap.width
  const height = turned ? bitmap.width : bitmap.height
  const readCanvas = (x: number, y: number, width: number, height: number): Uint8ClampedArray =>
    readRectangle(bitmap, orientation, x, y, width, height)
  const frame = width * height < frameFrom ? undefined : await framePixels(bitmap, { width, height }, readCanvas)
  return {
    width,
    height,
    order: frame?.order ?? 'RGBA',
    orientation: frame?.orientation ?? 1,
    bytes: width * height * 4,
    async read(x, y, width, height) {
      try {
        return await (frame ? frame.read : readCanvas)(x, y, width, height)
      } catch (error) {
        throw toWhatsitError(error, 'OutOfMemory')
      }
    },
    close() {
      frame?.close()
      bitmap.close()
    },
  }
}

/** Both steps. */
export async function decode(image: Blob, ways?: DecodeWays): Promise<DecodedPicture> {
  return decodeSniffed(image, await sniffPicture(image), ways)
}

async function toBitmap(image: Blob, sniffed: Sniffed): Promise<ImageBitmap> {
  let bitmap: ImageBitmap
  try {
    // The type is what the bytes say: some decoders trust a wrong one. The slice is the same file, not a copy.
    const named = image.type === sniffed.type ? image : image.slice(0, image.size, sniffed.type)
    // Colour is multiplied by alpha when it is drawn over white, which rounds; the decoder of WebP would cut off.
    bitmap = await createImageBitmap(named, { premultiplyAlpha: 'none' })
  } catch (error) {
    throw new WhatsitError(failureCode(error, sniffed), `The browser did not decode it: ${String(error)}`, {
      cause: error,
    })
  }
  try {
    // A header that could not be measured, or that understated.
    refuseTooLarge(bitmap)
  } catch (error) {
    bitmap.close()
    throw error
  }
  return bitmap
}

function failureCode(error: unknown, { type, size }: Sniffed): ErrorCode {
  if (error instanceof RangeError) return 'OutOfMemory'
  if (size !== undefined && size.width * size.height >= MEMORY_LIKELY_PIXELS) return 'OutOfMemory'
  return codeWhenUndecodable(type)
}
