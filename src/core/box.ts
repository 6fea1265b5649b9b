/** How far from its centre the kernel reaches, in units of its argument. */
export const BOX_SUPPORT = 0.5

/**
 * The plain average; Pillow's `Image.BOX`. Of two pixels that are equally far away the one before the centre counts.
 *
 * @param x  distance from the centre, in source pixels divided by the filter's scale
 */
export function box(x: number): number {
  return x > -0.5 && x <= 0.5 ? 1 : 0
}
