/** How far from its centre the kernel reaches, in units of its argument. */
export const LANCZOS_SUPPORT = 3

function sinc(x: number): number {
  if (x === 0) return 1
  const angle = x * Math.PI
  return Math.sin(angle) / angle
}

/**
 * A sinc within the main lobe of one three times as wide; Pillow's `Image.LANCZOS`.
 *
 * @param x  distance from the centre, in source pixels divided by the filter's scale
 */
export function lanczos(x: number): number {
  return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0
}
