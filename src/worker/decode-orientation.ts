/** Which orientation `createImageBitmap` left on a picture: it knows JPEG's, PNG's and AVIF's, and in some browsers WebP's. */

import type { PictureType } from '../core/sniff-format.ts'
import { type Orientation, WEBP_ORIENTATION_PROBE, webpOrientation } from '../core/webp-orientation.ts'
import { readSlice } from './sniff.ts'

let probed: Promise<boolean> | undefined

/** Does this browser turn a WebP by itself? Asked once, and only when a picture's answer depends on it. */
function browserTurnsWebp(): Promise<boolean> {
  // Where the probe does not decode, nothing turns a WebP.
  probed ??= probe().catch(() => false)
  return probed
}

async function probe(): Promise<boolean> {
  const { bytes, type } = WEBP_ORIENTATION_PROBE
  const bitmap = await createImageBitmap(new Blob([bytes], { type }))
  const turned = bitmap.height > bitmap.width
  bitmap.close()
  return turned
}

/** @throws ImageUnreadable */
export async function orientationLeft(image: Blob, type: PictureType): Promise<Orientation> {
  if (type !== 'image/webp') return 1
  const orientation = await webpOrientation(image.size, (start, end) => readSlice(image, start, end))
  return orientation !== 1 && (await browserTurnsWebp()) ? 1 : orientation
}
