/**
 * Where threads wait for each other after a step. Spinning first, since the others are microseconds behind; then asleep,
 * since a thread of a page that is idle must cost nothing.
 */

/** Looks at the generation before sleeping; 20,000 take about 100 microseconds. */
const SPINS = 20_000

/**
 * @param sync  address of two words: how many have come, and the generation
 * @param patience  nanoseconds; negative for ever
 * @returns false where not all came in time
 */
export function barrier(sync: usize, threads: i32, patience: i64): bool {
  if (!ASC_FEATURE_THREADS || threads === 1) return true
  const generation = atomic.load<i32>(sync, 4)
  if (atomic.add<i32>(sync, 1) === threads - 1) {
    atomic.store<i32>(sync, 0)
    atomic.store<i32>(sync, generation + 1, 4)
    atomic.notify(sync + 4, -1)
    return true
  }
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(sync, 4) !== generation) return true
  }
  while (atomic.load<i32>(sync, 4) === generation) {
    // 2: the time was over.
    if (atomic.wait<i32>(sync + 4, generation, patience) === 2) return false
  }
  return true
}
