/**
 * Pictures and logits from whole numbers alone, the same in every engine and as tools/goldens/pattern.py: what the
 * self-test and the golden tests are given, without a file.
 */
import type { PixelImage } from './classification.ts'

/** The finaliser of MurmurHash3 (Austin Appleby, public domain): every bit of n reaches every bit of the result. */
function scrambled(n: number): number {
  let bits = n
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

const inX = (x: number): number => Math.imul(x, 73856093)
const inY = (y: number): number => Math.imul(y, 19349663)
const inChannel = (channel: number): number => Math.imul(channel, 83492791)

/** A quilt of gradients, noise, and black, white and saturated patches with hard edges; opaque. */
export function patternPicture(width: number, height: number, seed: number): PixelImage {
  const data = new Uint8ClampedArray(width * height * 4)
  const cell = 1 + (Math.max(width, height) >> 5)
  const stripeWidth = (cell >> 2) + 1
  const stripeHeight = Math.floor(cell / 3) + 1
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const patch = scrambled(inX(Math.floor(x / cell)) + inY(Math.floor(y / cell)) + seed)
      for (let channel = 0; channel < 3; channel++) {
        const wave = Math.floor(((x * (channel + 5) + y * (channel + channel + 3)) * 16) / cell) & 511
        const kind = patch & 7
        data[at + channel] =
          kind === 0
            ? scrambled(inX(x) + inY(y) + inChannel(channel) + seed) & 255
            : kind === 1
              ? ((Math.floor(x / stripeWidth) + Math.floor(y / stripeHeight)) & 1) * 255
              : kind === 2
                ? ((patch >>> 8) & 1) * 255
                : kind === 3
                  ? ((patch >>> (channel + 8)) & 1) * 255
                  : Math.min(wave, 511 - wave)
      }
      data[at + 3] = 255
    }
  }
  return { data, width, height }
}

/** [classes] from -spread / 2 to spread / 2. `spread` is a whole number, so nothing is rounded before the end. */
export function patternLogits(classes: number, seed: number, spread: number): Float32Array {
  return Float32Array.from({ length: classes }, (_, index) => {
    const bits = scrambled(Math.imul(index, 2654435761) + seed) >>> 8
    return (bits / 2 ** 24 - 0.5) * spread
  })
}
