/** How a layer is divided into parts. Outputs do not depend on each other, so no way of dividing changes a bit. */

/** Where `part` of `parts` begins, when `count` things are shared out in units of `unit`; it ends where the next begins. */
export function share(count: i32, unit: i32, part: i32, parts: i32): i32 {
  const units = (count + unit - 1) / unit
  return min(count, ((units * part) / parts) * unit)
}
