/**
 * Where the resampler gets its pixels. A picture of 64 megapixels is 256 MB as RGBA, so nothing here asks for all of it:
 * whoever decodes hands over a {@link PixelSource}, and the resampler reads the rectangles that it needs, strip by strip.
 */
import type { PixelImage } from './classification.ts'
import type { Orientation } from './webp-orientation.ts'

/** Of a pixel's bytes. The fourth one means nothing. */
export type PixelOrder = 'RGBA' | 'BGRA'

/** A source that may have to be waited for. */
export interface AsyncPixelSource {
  /** Pixels of the upright picture, at least 1. */
  readonly width: number
  readonly height: number
  /** As the pixels lie where they come from; RGBA if absent. */
  readonly order?: PixelOrder
  /** How what is read is to be turned, rectangle and rows alike; 1, upright, if absent. */
  readonly orientation?: Orientation
  /**
   * Rows of a rectangle that lies within the picture: 8 bits, sRGB, alpha composited on white. Asked for one at a time.
   *
   * @returns `width * height * 4` bytes, valid only until the next `read`
   */
  read(x: number, y: number, width: number, height: number): Uint8ClampedArray | Promise<Uint8ClampedArray>
}

export interface PixelSource extends AsyncPixelSource {
  read(x: number, y: number, width: number, height: number): Uint8ClampedArray
}

/**
 * A decoded picture as a source.
 *
 * @throws RangeError  when `data` does not have the size that width and height promise
 */
export function pixelSource(image: PixelImage): PixelSource {
  const { data, width, height } = image
  if (!(width >= 1 && height >= 1) || data.length !== width * height * 4) {
    throw new RangeError(`${data.length} bytes are not ${width} x ${height} RGBA pixels`)
  }
  let rows = new Uint8ClampedArray(0)
  return {
    width,
    height,
    read(x, y, readWidth, readHeight) {
      // Whole rows already lie as asked for.
      if (readWidth === width) return data.subarray(y * width * 4, (y + readHeight) * width * 4)
      const length = readWidth * readHeight * 4
      if (rows.length < length) rows = new Uint8ClampedArray(length)
      for (let row = 0; row < readHeight; row++) {
        const start = ((y + row) * width + x) * 4
        rows.set(data.subarray(start, start + readWidth * 4), row * readWidth * 4)
      }
      return rows.subarray(0, length)
    },
  }
}
