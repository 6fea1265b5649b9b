/** Numbers without a pattern for tests, the same on every run. */

/** xorshift32 (Marsaglia 2003). @param seed  not 0 @returns gives 32 bits at a time */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/** @returns gives whole numbers between two, both of them included */
export function randomIntegers(seed: number): (from: number, to: number) => number {
  const next = randomNumbers(seed)
  return (from, to) => from + (next() % (to - from + 1))
}
