/** How far from its centre the kernel reaches, in units of its argument. */
export const BILINEAR_SUPPORT = 1

/**
 * A triangle; Pillow's `Image.BILINEAR`.
 *
 * @param x  distance from the centre, in source pixels divided by the filter's scale
 */
export function bilinear(x: number): number {
  const d = Math.abs(x)
  return d < 1 ? 1 - d : 0
}
