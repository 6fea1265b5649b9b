/** How far from its centre the kernel reaches, in units of its argument. */
export const HAMMING_SUPPORT = 1

// Pillow writes them as single precision.
const CENTER = Math.fround(0.54)
const WAVE = Math.fround(0.46)

/**
 * A sinc within a Hamming window; Pillow's `Image.HAMMING`, as sharp as bicubic and as short as bilinear.
 *
 * @param x  distance from the centre, in source pixels divided by the filter's scale
 */
export function hamming(x: number): number {
  const d = Math.abs(x)
  if (d === 0) return 1
  if (d >= 1) return 0
  const angle = d * Math.PI
  return (Math.sin(angle) / angle) * (CENTER + WAVE * Math.cos(angle))
}
