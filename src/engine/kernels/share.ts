/** Which part of a layer a thread computes. Outputs do not depend on each other, so no way of sharing changes a bit. */

/** Where the share of `thread` begins, when `count` things are shared out in units of `unit`; the next thread's is its end. */
export function share(count: i32, unit: i32, thread: i32, threads: i32): i32 {
  const units = (count + unit - 1) / unit
  return min(count, ((units * thread) / threads) * unit)
}
