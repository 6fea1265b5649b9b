/**
 * Decoded pixels as the decoder gives them, with what is left to be done to them: put over white, or turned from ink to
 * light. It is done to the rectangles that are read, so that a picture of 120 megapixels exists once, and without alpha in
 * three bytes a pixel.
 */
import type { Size } from '../../core/geometry.ts'
import type { PixelSource } from '../../core/pixels.ts'

/** What the channels mean: sRGB, sRGB and alpha that it is not multiplied by, or ink without a profile. */
export type Channels = 'rgb' | 'rgba' | 'cmyk'

const CHANNEL_COUNT: Readonly<Record<Channels, number>> = { rgb: 3, rgba: 4, cmyk: 4 }

/**
 * Turns pixels of `data` from the byte `from` on into `rows`, from the pixel `to` up to `end`: RGBA in 32 bits each, the red
 * in the lowest byte. A loop for each kind: one call for each pixel would take three times as long.
 */
type Fill = (data: Uint8Array, from: number, rows: Uint32Array, to: number, end: number) => void

const OPAQUE = 0xff000000

const FILL: Readonly<Record<Channels, Fill>> = {
  rgb(data, from, rows, to, end) {
    for (let at = from, pixel = to; pixel < end; at += 3, pixel++) {
      rows[pixel] = OPAQUE | byte(data, at) | (byte(data, at + 1) << 8) | (byte(data, at + 2) << 16)
    }
  },

  rgba(data, from, rows, to, end) {
    for (let at = from, pixel = to; pixel < end; at += 4, pixel++) {
      const alpha = byte(data, at + 3)
      const red = overWhite(byte(data, at), alpha)
      const green = overWhite(byte(data, at + 1), alpha)
      const blue = overWhite(byte(data, at + 2), alpha)
      rows[pixel] = OPAQUE | red | (green << 8) | (blue << 16)
    }
  },

  cmyk(data, from, rows, to, end) {
    for (let at = from, pixel = to; pixel < end; at += 4, pixel++) {
      const white = 255 - byte(data, at + 3)
      const red = lightLeft(byte(data, at), white)
      const green = lightLeft(byte(data, at + 1), white)
      const blue = lightLeft(byte(data, at + 2), white)
      rows[pixel] = OPAQUE | red | (green << 8) | (blue << 16)
    }
  },
}

/** Rounded to the nearest, as Pillow and browsers do. */
function overWhite(value: number, alpha: number): number {
  return Math.round((value * alpha + 255 * (255 - alpha)) / 255)
}

/** Each ink takes from what black leaves, as in Pillow and browsers. libvips would take a printing press's profile. */
function lightLeft(ink: number, white: number): number {
  return white - Math.round((ink * white) / 255)
}

function byte(data: Uint8Array, at: number): number {
  return data[at] as number
}

/**
 * @param data  [height, width, channels], upright
 * @throws RangeError  when `data` does not have the size that width, height and channels promise
 */
export function rawPixels(data: Uint8Array, channels: Channels, { width, height }: Size): PixelSource {
  const count = CHANNEL_COUNT[channels]
  if (!(width >= 1 && height >= 1) || data.length !== width * height * count) {
    throw new RangeError(`${data.length} bytes are not ${width} x ${height} pixels of ${channels}`)
  }
  const fill = FILL[channels]
  let rows = new Uint32Array(0)
  return {
    width,
    height,
    read(x, y, readWidth, readHeight) {
      const length = readWidth * readHeight
      if (rows.length < length) rows = new Uint32Array(length)
      for (let row = 0; row < readHeight; row++) {
        const from = ((y + row) * width + x) * count
        fill(data, from, rows, row * readWidth, (row + 1) * readWidth)
      }
      return new Uint8ClampedArray(rows.buffer, 0, length * 4)
    },
  }
}
