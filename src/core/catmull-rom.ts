/** How far from its centre the kernel reaches, in units of its argument. */
export const CATMULL_ROM_SUPPORT = 2

/**
 * Cubic convolution kernel (Keys 1981) with a = -0.5, "Catmull-Rom"; Pillow's `Image.BICUBIC`. The terms stand in
 * Pillow's order, since another one rounds differently and the resampled bytes have to be the same.
 *
 * @param x  distance from the centre, in source pixels divided by the filter's scale
 */
export function catmullRom(x: number): number {
  const d = Math.abs(x)
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * -0.5
  return 0
}
