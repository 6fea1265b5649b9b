/** A picture as a file may store it, to be turned by EXIF's orientation; for tests, and one rule an orientation, to be read. */
import type { PixelImage } from '../classification.ts'
import type { Orientation } from '../webp-orientation.ts'

export const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const

/** Where the upright pixel x, y lies; `right` and `bottom` are the upright picture's last column and row. */
const PLACES: Record<Orientation, (x: number, y: number, right: number, bottom: number) => [number, number]> = {
  1: (x, y) => [x, y],
  2: (x, y, right) => [right - x, y],
  3: (x, y, right, bottom) => [right - x, bottom - y],
  4: (x, y, _, bottom) => [x, bottom - y],
  5: (x, y) => [y, x],
  6: (x, y, right) => [y, right - x],
  7: (x, y, right, bottom) => [bottom - y, right - x],
  8: (x, y, _, bottom) => [bottom - y, x],
}

export function stored({ data, width, height }: PixelImage, orientation: Orientation): PixelImage {
  const swapped = orientation >= 5
  const storedWidth = swapped ? height : width
  const bytes = new Uint8ClampedArray(data.length)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const [column, row] = PLACES[orientation](x, y, width - 1, height - 1)
      bytes.set(data.subarray(at, at + 4), (row * storedWidth + column) * 4)
    }
  }
  return { data: bytes, width: storedWidth, height: swapped ? width : height }
}
