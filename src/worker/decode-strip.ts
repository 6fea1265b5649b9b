/**
 * Reads rectangles out of an ImageBitmap through one small canvas, so that a picture of 64 megapixels exists once, in the
 * bitmap, and never a second and third time as canvas and as ImageData.
 */
import { WhatsitError } from '../core/errors.ts'
import type { Orientation } from '../core/webp-orientation.ts'

// 4 MiB of RGBA, kept for the worker's life. Wide enough for a photograph's whole row, and far below the smallest limit
// on canvases (16 megapixels and 8192 a side, on old iPhones).
const STRIP_WIDTH = 4096
const STRIP_HEIGHT = 256

let strip: OffscreenCanvasRenderingContext2D | undefined

function stripContext(): OffscreenCanvasRenderingContext2D {
  if (strip !== undefined) return strip
  const canvas = new OffscreenCanvas(STRIP_WIDTH, STRIP_HEIGHT)
  // Opaque: what is read back has been composited, and nothing is multiplied and divided by alpha on the way.
  // willReadFrequently keeps the canvas in main memory; a read-back from the GPU costs more than all the rest.
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })
  if (context === null) throw new WhatsitError('OutOfMemory', 'No 2d context for reading pixels back')
  // One canvas pixel is one picture pixel, always: nothing may be blended.
  context.imageSmoothingEnabled = false
  context.fillStyle = '#fff'
  strip = context
  return strip
}

/** The canvas transform (a, b, c, d, e, f) that turns a stored picture of `width` x `height` upright. */
export function uprightTransform(
  orientation: Orientation,
  width: number,
  height: number,
): readonly [number, number, number, number, number, number] {
  switch (orientation) {
    case 1:
      return [1, 0, 0, 1, 0, 0]
    case 2:
      return [-1, 0, 0, 1, width, 0]
    case 3:
      return [-1, 0, 0, -1, width, height]
    case 4:
      return [1, 0, 0, -1, 0, height]
    case 5:
      return [0, 1, 1, 0, 0, 0]
    case 6:
      return [0, 1, -1, 0, height, 0]
    case 7:
      return [0, -1, -1, 0, height, width]
    case 8:
      return [0, -1, 1, 0, 0, width]
  }
}

/**
 * RGBA of a rectangle of the upright picture, over white.
 *
 * @param orientation  what is still to be applied to the bitmap
 * @param x  of the rectangle in the upright picture; the rectangle lies within it
 */
export function readRectangle(
  bitmap: ImageBitmap,
  orientation: Orientation,
  x: number,
  y: number,
  width: number,
  height: number,
): Uint8ClampedArray {
  if (width <= STRIP_WIDTH && height <= STRIP_HEIGHT) return readTile(bitmap, orientation, x, y, width, height)
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let top = 0; top < height; top += STRIP_HEIGHT) {
    const rows = Math.min(STRIP_HEIGHT, height - top)
    for (let left = 0; left < width; left += STRIP_WIDTH) {
      const columns = Math.min(STRIP_WIDTH, width - left)
      const tile = readTile(bitmap, orientation, x + left, y + top, columns, rows)
      for (let row = 0; row < rows; row++) {
        const line = tile.subarray(row * columns * 4, (row + 1) * columns * 4)
        pixels.set(line, ((top + row) * width + left) * 4)
      }
    }
  }
  return pixels
}

/** Like {@link readRectangle}, for what fits into the strip. */
function readTile(
  bitmap: ImageBitmap,
  orientation: Orientation,
  x: number,
  y: number,
  width: number,
  height: number,
): Uint8ClampedArray {
  const context = stripContext()
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.fillRect(0, 0, width, height)
  if (orientation === 1) {
    context.drawImage(bitmap, x, y, width, height, 0, 0, width, height)
  } else {
    const [a, b, c, d, e, f] = uprightTransform(orientation, bitmap.width, bitmap.height)
    context.setTransform(a, b, c, d, e - x, f - y)
    context.drawImage(bitmap, 0, 0)
  }
  return context.getImageData(0, 0, width, height).data
}
