/**
 * The look at a file before it is decoded: what it is, and whether it is small enough. A picture of one megabyte can claim
 * a gigapixel, and a decoder that believes it takes the whole tab down.
 */
import { WhatsitError } from '../core/errors.ts'
import { MAX_BYTES, MAX_PIXELS } from '../core/limits.ts'
import { FORMAT_BYTES, type PictureType, sniffFormat } from '../core/sniff-format.ts'
import { FIRST_BYTES, type PictureSize, sniffSize } from './sniff-size.ts'

export interface Sniffed {
  readonly type: PictureType
  /** As the header claims; undefined where only decoding will tell. */
  readonly size: PictureSize | undefined
  /** All of its bytes, where they have been read. */
  readonly file?: Uint8Array<ArrayBuffer>
}

// A photograph has seldom more, and eight pictures may be sniffed ahead of their turn.
const WHOLE_BYTES = 4 * 1024 * 1024

/**
 * Reads the first bytes only, and what they are does not depend on the Blob's `type` and name.
 *
 * @param whole  it will be wanted whole, if it is the JPEG that it is said to be
 * @throws ImageEmpty | ImageTooLarge | ImageUnreadable | ImageUnsupported | ImageSvg | ImageVideo | ImagePdf
 */
export async function sniff(image: Blob, whole = false): Promise<Sniffed> {
  // One look tells both, most often: each costs the browser's process a round of its own.
  const all = whole && image.size <= WHOLE_BYTES
  const head = await readSlice(image, 0, all ? image.size : FIRST_BYTES)
  const read = async (length: number): Promise<Uint8Array> =>
    all || length <= FIRST_BYTES ? head.subarray(0, length) : readSlice(image, 0, length)
  const type = sniffFormat(head.subarray(0, FORMAT_BYTES))
  if (image.size > MAX_BYTES) {
    throw new WhatsitError('ImageTooLarge', `${image.size} bytes are more than ${MAX_BYTES}`)
  }
  const size = await sniffSize(type, image.size, read)
  if (size !== undefined) refuseTooLarge(size)
  return { type, size, ...(all && type === 'image/jpeg' && { file: head }) }
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
 * @throws ImageUnreadable  the file behind the Blob cannot be read: moved, changed since it was chosen, or a folder
 */
export async function readSlice(image: Blob, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // A slice of all is a round through the browser's process, too.
    const part = start === 0 && end >= image.size ? image : image.slice(start, end)
    return new Uint8Array(await part.arrayBuffer())
  } catch (error) {
    throw new WhatsitError('ImageUnreadable', `The file could not be read: ${String(error)}`, { cause: error })
  }
}
