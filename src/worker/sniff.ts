/**
 * The look at a file before it is decoded: what it is, and whether it is small enough. A picture of one megabyte can claim
 * a gigapixel, and a decoder that believes it takes the whole tab down.
 */
import { WhatsitError } from '../core/errors.ts'
import { FORMAT_BYTES, type PictureType, sniffFormat } from './sniff-format.ts'
import { type PictureSize, sniffSize } from './sniff-size.ts'

// 120 megapixels: above the 108 of the largest phone cameras. One RGBA copy is 480 MB, so such a picture is read in strips.
export const MAX_PIXELS = 120_000_000

// 256 MiB: a photograph of MAX_PIXELS as PNG has about that. The decoder holds the file beside its pixels.
export const MAX_BYTES = 256 * 1024 * 1024

export interface Sniffed {
  readonly type: PictureType
  /** As the header claims; undefined where only decoding will tell. */
  readonly size: PictureSize | undefined
}

/**
 * Reads the first bytes only; the Blob's `type` and name do not matter.
 *
 * @throws ImageEmpty | ImageTooLarge | ImageUndecodable | ImageUnsupported | ImageSvg | ImageVideo | ImagePdf
 */
export async function sniff(image: Blob): Promise<Sniffed> {
  const read = (length: number): Promise<Uint8Array> => readSlice(image, 0, length)
  const type = sniffFormat(await read(FORMAT_BYTES))
  if (image.size > MAX_BYTES) {
    throw new WhatsitError('ImageTooLarge', `${image.size} bytes are more than ${MAX_BYTES}`)
  }
  const size = await sniffSize(type, image.size, read)
  if (size !== undefined) refuseTooLarge(size)
  return { type, size }
}

/** @throws ImageTooLarge */
export function refuseTooLarge({ width, height }: PictureSize): void {
  if (width * height > MAX_PIXELS) {
    throw new WhatsitError('ImageTooLarge', `${width} x ${height} pixels are more than ${MAX_PIXELS}`)
  }
}

/**
 * Bytes of the Blob from `start` up to `end`.
 *
 * @throws ImageUndecodable  the file behind the Blob cannot be read: moved, changed since it was chosen, or a folder
 */
export async function readSlice(image: Blob, start: number, end: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await image.slice(start, end).arrayBuffer())
  } catch (error) {
    throw new WhatsitError('ImageUndecodable', `The file could not be read: ${String(error)}`, { cause: error })
  }
}
