/**
 * Pixels of a picture whose decoder gives luma and chroma in planes, as JPEG keeps them: they are copied into the kernel's
 * memory, and become pixels there, in the processor's cache, just before the mixer reads them.
 */
import type { Rectangle, Size } from '../core/geometry.ts'
import { aligned, allocator, growTo, PIXEL_BYTES, type SimdKernel } from './simd-kernel.ts'
import { readBeyond } from './simd-mixer.ts'

/** Where a plane's rows go: bytes from the memory's first one, and from row to row. */
export interface PlaneLayout {
  readonly offset: number
  readonly stride: number
}

/** A decoded picture as it lies: width and height in pixels, and three planes, luma, blue's chroma, red's chroma. */
export interface Planes extends Size {
  /** Whether chroma has half the samples along the rows; then there are three columns of them at least. */
  readonly halvedAcross: boolean
  /** And along the columns; only where it is halved along the rows, too. */
  readonly halvedDown: boolean
  /**
   * Copies a part of each plane.
   *
   * @param rectangle  in pixels; begins on a sample of chroma, and ends on one or where the picture ends
   */
  copy(memory: Uint8Array<ArrayBuffer>, rectangle: Rectangle, layout: readonly PlaneLayout[]): Promise<void>
}

// The kernel works in sixteens, and looks at eight samples of chroma before and behind.
const BESIDE = 32

/** As `AsyncPixelSource.read` of core. What it gives lies in the kernel's memory, behind what the mixer has there. */
export function planePixels(kernel: SimdKernel, planes: Planes) {
  return async (x: number, y: number, width: number, height: number): Promise<Uint8ClampedArray> => {
    const across = span(x, width, planes.width, planes.halvedAcross)
    const down = span(y, height, planes.height, planes.halvedDown)
    const room = allocator(kernel.taken)
    const lumaStride = aligned(across.pixels + BESIDE)
    const chromaStride = aligned(across.samples + 2 * BESIDE)
    const lumaAt = room.take(lumaStride * down.pixels)
    const blueAt = room.take(chromaStride * down.samples + BESIDE) + BESIDE
    const redAt = room.take(chromaStride * down.samples + BESIDE) + BESIDE
    const target = room.take(width * height * PIXEL_BYTES + BESIDE) + BESIDE
    room.take(readBeyond(Math.max(width, height)))
    growTo(kernel.memory, room.end)

    const memory = new Uint8Array(kernel.memory.buffer)
    const rectangle = { left: across.pixel, top: down.pixel, width: across.pixels, height: down.pixels }
    await planes.copy(memory, rectangle, [
      { offset: lumaAt, stride: lumaStride },
      { offset: blueAt, stride: chromaStride },
      { offset: redAt, stride: chromaStride },
    ])
    for (const plane of [blueAt, redAt]) {
      for (let row = plane; row < plane + chromaStride * down.samples; row += chromaStride) {
        // Beyond the picture's sides its last samples go on; inside, what is there counts for no pixel.
        if (across.sample === 0) memory[row - 1] = memory[row] as number
        const end = row + across.samples
        memory[end] = memory[end - 1] as number
      }
    }

    const halved = planes.halvedDown ? 2 : planes.halvedAcross ? 1 : 0
    const pixels = new Int32Array(kernel.memory.buffer)
    // Rows of the kernel begin with the left one of two pixels that share a sample.
    const odd = planes.halvedAcross ? x % 2 : 0
    const firstColumn = planes.halvedAcross ? (x >> 1) - across.sample : x - across.pixel
    for (let row = 0; row < height; row++) {
      const luma = lumaAt + (y + row - down.pixel) * lumaStride + (x - odd - across.pixel)
      const { near, far } = samplesOf(y + row, planes, down.last)
      const nearBy = (near - down.sample) * chromaStride + firstColumn
      const farBy = (far - down.sample) * chromaStride + firstColumn
      const at = target + row * width * PIXEL_BYTES - odd * PIXEL_BYTES
      const spilt = pixels[at / PIXEL_BYTES] as number
      kernel.planesRow(luma, blueAt + nearBy, blueAt + farBy, redAt + nearBy, redAt + farBy, width + odd, at, halved)
      // The right one of two came with the left one, which stands where the row before ends.
      if (odd === 1) pixels[at / PIXEL_BYTES] = spilt
    }
    return new Uint8ClampedArray(kernel.memory.buffer, target, width * height * PIXEL_BYTES)
  }
}

/** The rows of chroma that a row of pixels takes its colours from. */
function samplesOf(y: number, { halvedDown }: Planes, last: number): { readonly near: number; readonly far: number } {
  if (!halvedDown) return { near: y, far: y }
  const near = y >> 1
  return { near, far: Math.min(Math.max(y % 2 === 0 ? near - 1 : near + 1, 0), last) }
}

/** Along one axis: the samples that some pixels take their colours from, and the pixels that lie over those. */
function span(from: number, count: number, length: number, halved: boolean) {
  if (!halved) return { pixel: from, pixels: count, sample: from, samples: count, last: length - 1 }
  const last = Math.ceil(length / 2) - 1
  const sample = Math.max(0, (from >> 1) - 1)
  const end = Math.min(last, ((from + count - 1) >> 1) + 1) + 1
  return {
    pixel: 2 * sample,
    pixels: Math.min(length, 2 * end) - 2 * sample,
    sample,
    samples: end - sample,
    last,
  }
}
