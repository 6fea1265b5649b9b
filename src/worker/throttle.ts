/** Progress that is told at most ten times a second: every report crosses to the page and draws there. */

const INTERVAL_MS = 100

/** @returns `tell`, made quiet: the first call and each one at least 100 ms after the last told one come through */
export function throttled<T extends readonly unknown[]>(
  tell: (...args: T) => void,
  now: () => number = () => performance.now(),
): (...args: T) => void {
  let told = Number.NEGATIVE_INFINITY
  return (...args) => {
    if (now() - told < INTERVAL_MS) return
    told = now()
    tell(...args)
  }
}
