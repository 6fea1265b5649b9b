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

/** One pixel as RGBA in a 32-bit number, the red in the lowest byte. */
type PixelAt = (data: Uint8Array, at: number) => number

const OPAQUE = 0xff000000

const PIXEL_AT: Readonly<Record<Channels, PixelAt>> = {
  rgb: (data, at) => OPAQUE | byte(data, at) | (byte(data, at + 1) << 8) | (byte(data, at + 2) << 16),

  rgba(data, at) {
    const alpha = byte(data, at + 3)
    if (alpha === 255) return PIXEL_AT.rgb(data, at)
    // Rounded to the nearest, as Pillow and browsers do.
    const over = (channel: number): number => Math.round((byte(data, at + channel) * alpha + 255 * (255 - alpha)) / 255)
    return OPAQUE | over(0) | (over(1) << 8) | (over(2) << 16)
  },

  // Each ink takes from what black leaves, as in Pillow and browsers. libvips would take a printing press's profile.
  cmyk(data, at) {
    const white = 255 - byte(data, at + 3)
    const left = (ink: number): number => white - Math.round((byte(data, at + ink) * white) / 255)
    return OPAQUE | left(0) | (left(1) << 8) | (left(2) << 16)
  },
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
  const pixelAt = PIXEL_AT[channels]
  let rows = new Uint32Array(0)
  return {
    width,
    height,
    read(x, y, readWidth, readHeight) {
      const length = readWidth * readHeight
      if (rows.length < length) rows = new Uint32Array(length)
      let to = 0
      for (let row = y; row < y + readHeight; row++) {
        let from = (row * width + x) * count
        for (const end = to + readWidth; to < end; to++, from += count) rows[to] = pixelAt(data, from)
      }
      return new Uint8ClampedArray(rows.buffer, 0, length * 4)
    },
  }
}
