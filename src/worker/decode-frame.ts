/**
 * The fast way to a bitmap's pixels: a VideoFrame over them copies rows as they lie, where a canvas draws each pixel first.
 * Chromium's frame holds a picture that EXIF turns as it is stored, and only newer versions tell; Firefox's holds it upright,
 * and others may have ways of their own. So a frame is believed only where a block of the picture proves it.
 */
import type { AsyncPixelSource, PixelOrder } from '../core/pixels.ts'

export interface FramePixels extends Pick<AsyncPixelSource, 'read'> {
  readonly order: PixelOrder
  /** Of the frame; the bitmap stays. */
  close(): void
}

/** As the canvas gives them: RGBA. */
type ReadBlock = (x: number, y: number, width: number, height: number) => Uint8ClampedArray

// Opaque: a canvas composites the others. The fourth byte of these means nothing, and nobody looks at it.
const ORDERS: Partial<Record<string, PixelOrder>> = { RGBX: 'RGBA', BGRX: 'BGRA' }

// Pixels a side: grain alone makes so large a block of a photograph unlike itself turned.
const BLOCK_EDGE = 128

/**
 * @param readBlock  of the same bitmap, upright
 * @returns nothing where the frame cannot be had or cannot be shown to hold the bitmap's own bytes: for a picture with
 *   transparency, of another colour space than sRGB, turned by its EXIF orientation, or with nothing in its middle
 */
export async function framePixels(bitmap: ImageBitmap, readBlock: ReadBlock): Promise<FramePixels | undefined> {
  if (typeof VideoFrame === 'undefined') return undefined
  let frame: VideoFrame | undefined
  try {
    frame = new VideoFrame(bitmap, { timestamp: 0 })
    const order = sameBytes(bitmap, frame) ? ORDERS[frame.format ?? ''] : undefined
    if (order !== undefined && (await isProved(bitmap, frame, order, readBlock))) return pixelsOf(frame, order)
  } catch {
    // What a browser does not let a frame do, the canvas does.
  }
  frame?.close()
  return undefined
}

/** Whether there is nothing to convert. */
function sameBytes({ width, height }: ImageBitmap, { codedWidth, codedHeight, colorSpace }: VideoFrame): boolean {
  const { primaries, transfer, matrix, fullRange } = colorSpace
  const isSrgb = primaries === 'bt709' && transfer === 'iec61966-2-1' && matrix === 'rgb' && fullRange === true
  return isSrgb && codedWidth === width && codedHeight === height
}

function pixelsOf(frame: VideoFrame, order: PixelOrder): FramePixels {
  let rows = new Uint8ClampedArray(0)
  return {
    order,
    async read(x, y, width, height) {
      const length = width * height * 4
      if (rows.length < length) rows = new Uint8ClampedArray(length)
      return copied(frame, rows.subarray(0, length), { x, y, width, height })
    },
    close: () => frame.close(),
  }
}

/** @throws RangeError  where the rows do not come one behind the other */
async function copied(
  frame: VideoFrame,
  target: Uint8ClampedArray<ArrayBuffer>,
  rect: Required<DOMRectInit>,
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const [plane] = await frame.copyTo(target, { rect, layout: [{ offset: 0, stride: rect.width * 4 }] })
  if (plane?.offset !== 0 || plane.stride !== rect.width * 4) throw new RangeError(`rows of ${plane?.stride} bytes`)
  return target
}

/**
 * Whether the frame's middle is the bitmap's, and would not be if the frame lay mirrored or turned. Turned, the middle of a
 * picture is the middle again, so the block alone tells.
 */
async function isProved(
  { width, height }: ImageBitmap,
  frame: VideoFrame,
  order: PixelOrder,
  readBlock: ReadBlock,
): Promise<boolean> {
  const across = centred(width)
  const down = centred(height)
  const rect = { x: across.from, y: down.from, width: across.length, height: down.length }
  const room = new Uint8ClampedArray(rect.width * rect.height * 4)
  const ours = colours(await copied(frame, room, rect), order)
  const theirs = colours(readBlock(rect.x, rect.y, rect.width, rect.height), 'RGBA')
  if (!ours.every((colour, at) => colour === theirs[at])) return false
  // A picture that is not square would show by its sides that it lies on one of them.
  return turns(rect, width === height).every((placed) =>
    ours.some((colour, at) => colour !== ours[placed(at % rect.width, Math.floor(at / rect.width))]),
  )
}

/** So that as much is left before it as behind it. */
function centred(length: number): { readonly from: number; readonly length: number } {
  const block = Math.min(length, BLOCK_EDGE + (length % 2))
  return { from: (length - block) / 2, length: block }
}

/** One number a pixel. */
function colours(bytes: Uint8ClampedArray, order: PixelOrder): Int32Array {
  const [red, blue] = order === 'RGBA' ? [0, 2] : [2, 0]
  const numbers = new Int32Array(bytes.length / 4)
  const of = (at: number): number => bytes[at] ?? 0
  for (let at = 0; at < bytes.length; at += 4) {
    numbers[at / 4] = (of(at + red) << 16) | (of(at + 1) << 8) | of(at + blue)
  }
  return numbers
}

/** Where the pixel of a block's column x and row y lies in it once it is turned: all that EXIF knows beside "as it is". */
function turns(
  { width, height }: { readonly width: number; readonly height: number },
  square: boolean,
): readonly ((x: number, y: number) => number)[] {
  const place = (x: number, y: number): number => y * width + x
  const right = width - 1
  const bottom = height - 1
  const mirrored = [
    (x: number, y: number) => place(right - x, y),
    (x: number, y: number) => place(x, bottom - y),
    (x: number, y: number) => place(right - x, bottom - y),
  ]
  if (!square) return mirrored
  return [
    ...mirrored,
    (x, y) => place(y, x),
    (x, y) => place(right - y, x),
    (x, y) => place(y, bottom - x),
    (x, y) => place(right - y, bottom - x),
  ]
}
