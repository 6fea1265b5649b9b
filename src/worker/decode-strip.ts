/**
 * Reads rectangles out of an ImageBitmap through one small canvas, so that a picture of 64 megapixels exists once, in the
 * bitmap, and never a second and third time as canvas and as ImageData.
 */
import { WhatsitError } from '../core/errors.ts'
import type { Orientation } from '../core/webp-orientation.ts'

// 4 MiB of RGBA: as much as the resampler asks for at once, and far below the smallest limit on canvases (16 megapixels,
// and 8192 a side, on old iPhones).
const STRIP_PIXELS = 1024 * 1024
const STRIP_MAX_WIDTH = 8192

type Context = OffscreenCanvasRenderingContext2D

let strip: Context | undefined

/** The one canvas, at least so wide and so high, white where it will be drawn on. */
function blankStrip(width: number, height: number): Context {
  strip ??= createContext()
  const { canvas } = strip
  if (canvas.width < width || canvas.height < height) {
    canvas.width = width
    canvas.height = height
  }
  // Resizing put the context back to its defaults. One canvas pixel is one picture pixel: nothing may be blended.
  strip.imageSmoothingEnabled = false
  strip.setTransform(1, 0, 0, 1, 0, 0)
  strip.fillStyle = '#fff'
  strip.fillRect(0, 0, width, height)
  return strip
}

function createContext(): Context {
  // Opaque: what is read back has been composited, and nothing is multiplied and divided by alpha on the way.
  // willReadFrequently keeps the canvas in main memory; a read-back from the GPU costs more than all the rest.
  const context = new OffscreenCanvas(1, 1).getContext('2d', { alpha: false, willReadFrequently: true })
  if (context === null) throw new WhatsitError('OutOfMemory', 'No 2d context for reading pixels back')
  return context
}

const CHECK_COLOURS = ['#c81e28', '#28b43c', '#3246d2', '#fafafa']
// Some privacy settings add one or two steps of noise, which changes no answer.
const CHECK_STEPS = 8

let checked = false

/**
 * Tor Browser, and Firefox with `privacy.resistFingerprinting`, give random pixels instead of a canvas's own. Nothing else
 * tells: without this check the page would answer, with confidence, what it sees in noise.
 *
 * @throws PixelsScrambled
 */
export function checkReadBack(): void {
  if (checked) return
  const context = blankStrip(CHECK_COLOURS.length, 1)
  for (const [x, colour] of CHECK_COLOURS.entries()) {
    context.fillStyle = colour
    context.fillRect(x, 0, 1, 1)
  }
  const read = context.getImageData(0, 0, CHECK_COLOURS.length, 1).data
  const painted = CHECK_COLOURS.flatMap((colour) =>
    [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)),
  )
  const near = painted.every((value, i) => Math.abs(value - (read[i + Math.floor(i / 3)] ?? 0)) <= CHECK_STEPS)
  if (!near) throw new WhatsitError('PixelsScrambled', 'The browser scrambles the pixels that are read from a canvas')
  checked = true
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
  const tileWidth = Math.min(width, STRIP_MAX_WIDTH)
  const tileHeight = Math.min(height, Math.floor(STRIP_PIXELS / tileWidth))
  if (tileWidth === width && tileHeight === height) return readTile(bitmap, orientation, x, y, width, height)
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let top = 0; top < height; top += tileHeight) {
    const rows = Math.min(tileHeight, height - top)
    for (let left = 0; left < width; left += tileWidth) {
      const columns = Math.min(tileWidth, width - left)
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
  const context = blankStrip(width, height)
  if (orientation === 1) {
    context.drawImage(bitmap, x, y, width, height, 0, 0, width, height)
  } else {
    const [a, b, c, d, e, f] = uprightTransform(orientation, bitmap.width, bitmap.height)
    context.setTransform(a, b, c, d, e - x, f - y)
    context.drawImage(bitmap, 0, 0)
  }
  return context.getImageData(0, 0, width, height).data
}
