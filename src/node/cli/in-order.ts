/**
 * Several at a time, answers in the order of the questions, and never more than a fixed number of either in memory: so a
 * million pictures take no more of it than a hundred.
 */

export interface InOrderOptions {
  /** How many are asked at the same time. */
  readonly atOnce: number
  /**
   * How many may be asked or answered beyond the oldest that has no answer yet: a large picture at the front keeps
   * the others from waiting only as long as this is longer than `atOnce`.
   */
  readonly ahead: number
  /** After it no more are asked; those that were are waited for. */
  readonly signal: AbortSignal
}

/** @param ask  must not reject: what goes wrong with one is its answer */
export async function* inOrder<T, R>(
  questions: AsyncIterable<T>,
  { atOnce, ahead, signal }: InOrderOptions,
  ask: (question: T) => Promise<R>,
): AsyncGenerator<R> {
  const source = questions[Symbol.asyncIterator]()
  const window: Promise<R>[] = []
  const asked = new Set<Promise<R>>()
  let isMore = true
  try {
    while (isMore || window.length > 0) {
      const isFull = window.length >= ahead || asked.size >= atOnce
      if (isMore && !isFull && !signal.aborted) {
        const { done, value } = await source.next()
        if (done) {
          isMore = false
        } else if (!signal.aborted) {
          const answer = ask(value)
          window.push(answer)
          asked.add(answer)
          void answer.then(() => asked.delete(answer))
        }
        continue
      }
      if (signal.aborted) isMore = false
      const [oldest] = window
      if (oldest === undefined) continue
      if (!asked.has(oldest) || !isMore || window.length >= ahead) {
        yield await oldest
        window.shift()
      } else {
        // Whichever comes first makes room: for a question, or for the oldest answer to leave.
        await Promise.race(asked)
      }
    }
  } finally {
    await source.return?.()
  }
}
