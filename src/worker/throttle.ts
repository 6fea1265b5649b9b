/** Progress that is told at most ten times a second, and its end: every report crosses to the page and draws there. */

const INTERVAL_MS = 100

/**
 * @param isLast  of what is told: there is no more to come
 * @returns `tell`, made quiet: the first call, each one at least 100 ms after the last told one, and the last one, once
 */
export function throttled<T extends readonly unknown[]>(
  tell: (...args: T) => void,
  isLast: (...args: T) => boolean,
  now: () => number = () => performance.now(),
): (...args: T) => void {
  let told = Number.NEGATIVE_INFINITY
  let ended = false
  return (...args) => {
    const last = isLast(...args)
    if (last ? ended : now() - told < INTERVAL_MS) return
    ended = last
    told = now()
    tell(...args)
  }
}
