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
  let isComing = false
  let come: IteratorResult<T> | undefined
  let failure: { readonly error: unknown } | undefined
  let isDone = false
  // No race: whatever outlives one, as the signal does, would keep something of every turn.
  let wake = (): void => {}
  const onAbort = (): void => wake()
  const fetchNext = async (): Promise<void> => {
    isComing = true
    try {
      come = await source.next()
    } catch (error) {
      failure = { error }
    }
    isComing = false
    wake()
  }
  signal.addEventListener('abort', onAbort)
  try {
    while (true) {
      const isMore = !isDone && !signal.aborted
      if (isMore && failure !== undefined) throw failure.error
      const [oldest] = window
      const hasRoom = asked.size < atOnce && window.length < ahead
      if (isMore && hasRoom && !isComing && come === undefined) void fetchNext()
      // A question first, so that nobody has nothing to do; but an answer does not wait for one that is slow to come.
      if (isMore && come !== undefined) {
        const { done, value } = come
        come = undefined
        isDone = done === true
        if (done) continue
        const answer = ask(value)
        window.push(answer)
        asked.add(answer)
        void answer.then(() => {
          asked.delete(answer)
          wake()
        })
      } else if (oldest !== undefined && !asked.has(oldest)) {
        window.shift()
        yield await oldest
      } else if (!isMore && oldest === undefined) {
        return
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    const ended = source.return?.()
    // One that is being fetched may never come.
    if (!isComing) await ended
  }
}
