/**
 * How threads share a step out and wait for each other after it. Each has a few parts of its own, and helps the others when
 * it is done with those: cores are not equally fast, and other programs want some of them too.
 */

/** Parts of a step for each thread. More are fairer, and each costs a little. */
export const PARTS: i32 = 4

/** Looks at the generation before sleeping; 20,000 take about 100 microseconds. */
const SPINS = 20_000

/** What different threads write lies on different cache lines. */
const LINE: usize = 64

/**
 * Takes a part of those that belong to `owner`.
 *
 * @param sync  address of the barrier's line, with a line for each thread behind it; zeros at first
 * @returns which of PARTS; PARTS or more where none is left
 */
export function takePart(sync: usize, owner: i32): i32 {
  return ASC_FEATURE_THREADS ? atomic.add<i32>(sync + LINE + owner * LINE, 1) : 0
}

/**
 * @param sync  as above; the barrier's line holds how many have come, and the generation
 * @param patience  nanoseconds; negative for ever
 * @returns false where not all came in time
 */
export function barrier(sync: usize, threads: i32, patience: i64): bool {
  if (!ASC_FEATURE_THREADS || threads === 1) return true
  const generation = atomic.load<i32>(sync, 4)
  if (atomic.add<i32>(sync, 1) === threads - 1) {
    // All have come, so nobody takes parts now.
    for (let thread = 0; thread < threads; thread++) atomic.store<i32>(sync + LINE + thread * LINE, 0)
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
