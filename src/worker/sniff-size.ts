/** Width and height as a picture's header claims them, read before anything is decoded. */
import { BMP } from 'image-size/types/bmp'
import { GIF } from 'image-size/types/gif'
import { HEIF } from 'image-size/types/heif'
import { ICO } from 'image-size/types/ico'
import type { IImage } from 'image-size/types/interface'
import { JPG } from 'image-size/types/jpg'
import { PNG } from 'image-size/types/png'
import { WEBP } from 'image-size/types/webp'
import type { PictureType } from '../core/sniff-format.ts'

export interface PictureSize {
  /** Pixels, as stored: before any turning upright. */
  readonly width: number
  readonly height: number
}

// image-size's entry would bring twenty formats, its detector and its own limits; only these are decoded here.
const MEASURES: Partial<Record<PictureType, IImage>> = {
  'image/jpeg': JPG,
  'image/png': PNG,
  'image/webp': WEBP,
  'image/gif': GIF,
  'image/avif': HEIF,
  'image/heic': HEIF,
  'image/bmp': BMP,
  'image/x-icon': ICO,
}

/** What is looked at first. */
export const FIRST_BYTES = 64 * 1024

/**
 * How many first bytes are looked at after those, one step after the other. A JPEG's frame header stands behind its metadata, of
 * which a panorama or a picture with a depth map has megabytes. Beyond the last step the size counts as unknown: such a
 * file may still decode, and its pixels are counted then.
 */
const JPEG_STEPS = [1024 * 1024, 8 * 1024 * 1024]

/**
 * @param read  gives the first `length` bytes of the file, or all where it is shorter
 * @returns undefined where the header cannot be measured, which says nothing on whether the browser can decode it
 * @throws only what `read` throws
 */
export async function sniffSize(
  type: PictureType,
  fileBytes: number,
  read: (length: number) => Promise<Uint8Array>,
): Promise<PictureSize | undefined> {
  const measure = MEASURES[type]
  if (measure === undefined) return undefined
  let seen = 0
  for (const length of [FIRST_BYTES, ...(type === 'image/jpeg' ? JPEG_STEPS : [])]) {
    if (seen >= fileBytes) return undefined
    const head = await read(length)
    seen = head.length
    const size = measured(measure, head)
    if (size !== undefined) return size
  }
  return undefined
}

function measured(measure: IImage, head: Uint8Array): PictureSize | undefined {
  try {
    const { width, height, images } = measure.calculate(head)
    // AVIF tiles, thumbnails and alpha planes, and an icon's sizes, are images of their own: the largest is the picture.
    const all = [{ width, height }, ...(images ?? [])].filter(plausible)
    return all.reduce<PictureSize | undefined>((largest, one) => (area(one) > area(largest) ? one : largest), undefined)
  } catch {
    // image-size reads past the end of a short or broken header with a RangeError or a TypeError.
    return undefined
  }
}

function plausible({ width, height }: PictureSize): boolean {
  return Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0
}

function area(size: PictureSize | undefined): number {
  return size === undefined ? 0 : size.width * size.height
}
