/** How the page's `<img>` must still be turned: browsers show JPEG, PNG and AVIF upright, and WebP in some cases only. */
import { type Orientation, WEBP_ORIENTATION_PROBE, webpOrientation } from '../core/webp-orientation.ts'

let probed: Promise<boolean> | undefined

/** Does an `<img>` of this browser turn a WebP by itself? Asked once, and only when a picture's answer depends on it. */
function browserTurnsWebp(): Promise<boolean> {
  probed ??= probe().catch(() => false)
  return probed
}

async function probe(): Promise<boolean> {
  const { bytes, type } = WEBP_ORIENTATION_PROBE
  const url = URL.createObjectURL(new Blob([bytes], { type }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return image.naturalHeight > image.naturalWidth
  } finally {
    URL.revokeObjectURL(url)
  }
}

/**
 * The orientation that an `<img>` showing this Blob does not have yet: 1 for nearly every picture.
 *
 * @param blob  any file; one that is no WebP, or that cannot be read, needs no turning
 */
export async function previewOrientation(blob: Blob): Promise<Orientation> {
  try {
    const read = async (start: number, end: number): Promise<Uint8Array> =>
      new Uint8Array(await blob.slice(start, end).arrayBuffer())
    const orientation = await webpOrientation(blob.size, read)
    return orientation !== 1 && (await browserTurnsWebp()) ? 1 : orientation
  } catch {
    // A preview is never worth an error: the worker, which reads the same file, says what is wrong with it.
    return 1
  }
}
