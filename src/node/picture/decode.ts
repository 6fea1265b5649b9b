/** From a file's bytes to pixels with sharp: sniffed, measured by its header, decoded, upright, sRGB, over white. */
import type { Metadata, Sharp } from 'sharp'
import { type ErrorCode, WhatsitError } from '../../core/errors.ts'
import { MAX_BYTES } from '../../core/limits.ts'
import type { PixelSource } from '../../core/pixels.ts'
import { codeWhenUndecodable, FORMAT_BYTES, type PictureType, sniffFormat } from '../../core/sniff-format.ts'
import { type Channels, rawPixels } from './raw-pixels.ts'
import { sharp } from './sharp.ts'

export interface DecodeLimits {
  /** A picture of more pixels is refused from its header. */
  readonly maxPixels: number
  /** The decoder gives up after about so long, so that it does not go on for a caller who has given up. */
  readonly timeoutMs: number
}

// The longest time that sharp takes for a limit.
const MOST_SECONDS = 3600

const READ: ReadonlySet<PictureType> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])

/**
 * Of an animation the first frame.
 *
 * @param bytes  of the file; what it is is told from them
 * @throws ImageEmpty | ImageTooLarge | ImageUnsupported | ImageUndecodable | ImageSvg | ImageHeic | ImagePdf | ImageVideo
 *   | OutOfMemory
 */
export async function decodePicture(bytes: Uint8Array, { maxPixels, timeoutMs }: DecodeLimits): Promise<PixelSource> {
  const type = sniffFormat(bytes.subarray(0, FORMAT_BYTES))
  if (!READ.has(type)) {
    const code = codeWhenUndecodable(type)
    throw new WhatsitError(code === 'ImageUndecodable' ? 'ImageUnsupported' : code, `${type} is not read here`)
  }
  if (bytes.length > MAX_BYTES) {
    throw new WhatsitError('ImageTooLarge', `${bytes.length} bytes are more than ${MAX_BYTES}`)
  }
  // What ends too early is refused. Wrong bytes before the end are made the best of: of 124 damaged JPEGs 119 are decoded, or
  // not, as by Chromium, and with sharp's stricter default 113.
  const open = (limitInputPixels: number | false): Sharp => sharp(bytes, { limitInputPixels, failOn: 'truncated' })
  try {
    const metadata = await open(false).metadata()
    refuseTooLarge(metadata, maxPixels)
    const upright = open(maxPixels)
      .timeout({ seconds: Math.min(MOST_SECONDS, Math.ceil(timeoutMs / 1000)) })
      .autoOrient()
    return await toPixels(upright, metadata)
  } catch (error) {
    throw decodeError(error)
  }
}

function refuseTooLarge({ width, height }: Metadata, maxPixels: number): void {
  if (width * height > maxPixels) {
    throw new WhatsitError('ImageTooLarge', `${width} x ${height} pixels are more than ${maxPixels}`)
  }
}

async function toPixels(upright: Sharp, { space, icc }: Metadata): Promise<PixelSource> {
  const isInk = space === 'cmyk' && icc === undefined
  const converted = isInk ? upright.pipelineColourspace('cmyk').toColourspace('cmyk') : upright.toColourspace('srgb')
  const { data, info } = await converted.raw().toBuffer({ resolveWithObject: true })
  const channels: Channels = isInk ? 'cmyk' : info.channels === 4 ? 'rgba' : 'rgb'
  return rawPixels(data, channels, info)
}

// What libvips and the C++ runtime say when memory ran out.
const OUT_OF_MEMORY = /out of memory|bad_alloc|unable to (?:allocate|malloc)|memory allocation/i

function decodeError(error: unknown): WhatsitError {
  if (error instanceof WhatsitError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new WhatsitError(codeOf(message), `The decoder says: ${message}`, { cause: error })
}

function codeOf(message: string): ErrorCode {
  if (message.includes('exceeds pixel limit')) return 'ImageTooLarge'
  // libheif calls it a memory allocation error when a damaged header asks for more than it ever gives.
  if (message.includes('Security limit exceeded')) return 'ImageUndecodable'
  return OUT_OF_MEMORY.test(message) ? 'OutOfMemory' : 'ImageUndecodable'
}
