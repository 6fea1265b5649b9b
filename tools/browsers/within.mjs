/** Time limits: nothing here waits without one. */

/**
 * @template T
 * @param {number} ms
 * @param {string} what  for the error's sentence
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export async function within(ms, what, promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Looks again and again until it is as it should be.
 *
 * @template T
 * @param {number} ms
 * @param {string} what  for the error's sentence, with what was seen last
 * @param {() => Promise<T>} look
 * @param {(seen: T) => boolean} isRight
 * @returns {Promise<T>}  what was right
 */
export async function until(ms, what, look, isRight) {
  for (const started = Date.now(); ; ) {
    const left = ms - (Date.now() - started)
    const seen = await within(Math.max(left, 1000), what, look())
    if (isRight(seen)) return seen
    if (left <= 0) throw new Error(`${what}: not within ${ms / 1000} s; seen last: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
