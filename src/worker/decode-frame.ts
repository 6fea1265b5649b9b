/**
 * The fast way to a bitmap's pixels: a VideoFrame over them copies rows as they lie, where a canvas draws each pixel first.
 * Chromium's frame holds a picture that EXIF turns as it is stored, and only newer versions tell; Firefox's holds it upright,
 * and others may have ways of their own. So a frame is believed only where a block of the picture proves it.
 */
import type { Size } from '../core/geometry.ts'
import type { AsyncPixelSource, PixelOrder } from '../core/pixels.ts'
import { axesOf } from '../core/stored-plan.ts'
import type { Orientation } from '../core/webp-orientation.ts'

export interface FramePixels extends Pick<AsyncPixelSource, 'read'> {
  readonly order: PixelOrder
  readonly orientation: Orientation
  /** Of the frame; the bitmap stays. */
  close(): void
}

/** As the canvas gives them: RGBA, upright. */
type ReadBlock = (x: number, y: number, width: number, height: number) => Uint8ClampedArray

// Opaque: a canvas composites the others. The fourth byte of these means nothing, and nobody looks at it.
const ORDERS: Partial<Record<string, PixelOrder>> = { RGBX: 'RGBA', BGRX: 'BGRA' }

// Pixels a side: grain alone makes so large a block of a photograph unlike itself turned.
const BLOCK_EDGE = 128

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const

/**
 * @param upright  the size of the picture
 * @param readBlock  of the picture
 * @returns nothing where the frame cannot be had or cannot be shown to hold the picture's own bytes: where it has
 *   transparency or another colour space than sRGB, or where nothing in its middle tells how it lies
 */
export async function framePixels(
  bitmap: ImageBitmap,
  upright: Size,
  readBlock: ReadBlock,
): Promise<FramePixels | undefined> {
  if (typeof VideoFrame === 'undefined') return undefined
  let frame: VideoFrame | undefined
  try {
    frame = new VideoFrame(bitmap, { timestamp: 0 })
    const order = isSrgb(frame) ? ORDERS[frame.format ?? ''] : undefined
    const orientation = order && (await provedOrientation(frame, order, upright, readBlock))
    if (order && orientation) return pixelsOf(frame, order, orientation)
  } catch {
    // What a browser does not let a frame do, the canvas does.
  }
  frame?.close()
  return undefined
}

/** Whether no colour is to be converted. */
function isSrgb({ colorSpace: { primaries, transfer, matrix, fullRange } }: VideoFrame): boolean {
  return primaries === 'bt709' && transfer === 'iec61966-2-1' && matrix === 'rgb' && fullRange === true
}

function pixelsOf(frame: VideoFrame, order: PixelOrder, orientation: Orientation): FramePixels {
  let rows = new Uint8ClampedArray(0)
  return {
    order,
    orientation,
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
 * The one orientation in which the frame's middle is the picture's. Turned, the middle of a picture is the middle again, so
 * one block is enough.
 */
async function provedOrientation(
  frame: VideoFrame,
  order: PixelOrder,
  upright: Size,
  readBlock: ReadBlock,
): Promise<Orientation | undefined> {
  const { codedWidth, codedHeight } = frame
  const fitting = ORIENTATIONS.filter((orientation) => {
    const [width, height] = axesOf(orientation).swapped ? [codedHeight, codedWidth] : [codedWidth, codedHeight]
    return width === upright.width && height === upright.height
  })
  if (fitting.length === 0) return undefined
  const rect = middle({ width: codedWidth, height: codedHeight })
  const room = new Uint8ClampedArray(rect.width * rect.height * 4)
  const theirs = { ...rect, colours: colours(await copied(frame, room, rect), order) }
  const block = middle(upright)
  const ours = colours(readBlock(block.x, block.y, block.width, block.height), 'RGBA')
  const [proved, another] = fitting.filter((orientation) => {
    const place = placeIn(theirs, orientation)
    return ours.every((colour, at) => {
      return colour === theirs.colours[place(at % block.width, Math.floor(at / block.width))]
    })
  })
  return another === undefined ? proved : undefined
}

function middle({ width, height }: Size): Required<DOMRectInit> {
  const across = centred(width)
  const down = centred(height)
  return { x: across.from, y: down.from, width: across.length, height: down.length }
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

/** Where the upright column x and row y lie in a block of this size that is stored in this orientation. */
function placeIn({ width, height }: Size, orientation: Orientation): (x: number, y: number) => number {
  const { mirroredX, mirroredY, swapped } = axesOf(orientation)
  const [uprightWidth, uprightHeight] = swapped ? [height, width] : [width, height]
  return (x, y) => {
    const across = mirroredX ? uprightWidth - 1 - x : x
    const down = mirroredY ? uprightHeight - 1 - y : y
    return swapped ? across * width + down : down * width + across
  }
}
