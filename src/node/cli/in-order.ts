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
  /** The question that is being fetched. */
  let next: Promise<IteratorResult<T>> | undefined
  let isMore = true
  let stop = (): void => {}
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  signal.addEventListener('abort', stop)
  try {
    while (isMore || window.length > 0) {
      if (signal.aborted) {
        isMore = false
        if (window.length === 0) break
      }
      const [oldest] = window
      const hasRoom = isMore && asked.size < atOnce && window.length < ahead
      if (hasRoom) next ??= source.next()
      // A question first, so that nobody has nothing to do; but an answer does not wait for one that is slow to come.
      const question = await Promise.race([
        ...(hasRoom && next !== undefined ? [next] : []),
        ...[...asked, ...(oldest === undefined ? [] : [oldest])].map((answer) => answer.then(() => undefined)),
        ...(isMore ? [stopped.then(() => undefined)] : []),
      ])
      if (question?.done) {
        isMore = false
        next = undefined
      } else if (question !== undefined) {
        next = undefined
        const answer = ask(question.value)
        window.push(answer)
        asked.add(answer)
        void answer.then(() => asked.delete(answer))
      } else if (oldest !== undefined && !asked.has(oldest)) {
        window.shift()
        yield await oldest
      }
    }
  } finally {
    signal.removeEventListener('abort', stop)
    const ended = source.return?.()
    // One that is being fetched may never come.
    if (next === undefined) await ended
  }
}
