/** How the golden files keep pixels: tools/goldens/make.py writes them, the tests read them. */
import type { PixelImage } from '../classification.ts'

/**
 * @param planes  [3, size, size]: for each channel the differences from the left, then from above, modulo 256
 * @returns the picture, opaque
 */
export function fromPlanes(planes: Uint8Array, size: number): PixelImage {
  const data = new Uint8ClampedArray(size * size * 4).fill(255)
  const above = new Uint8Array(size)
  for (let channel = 0, at = 0; channel < 3; channel++) {
    above.fill(0)
    for (let y = 0; y < size; y++) {
      let left = 0
      for (let x = 0; x < size; x++, at++) {
        above[x] = (above[x] ?? 0) + (planes[at] ?? 0)
        left = (left + (above[x] ?? 0)) & 255
        data[(y * size + x) * 4 + channel] = left
      }
    }
  }
  return { data, width: size, height: size }
}
