/** For what cannot be stopped itself, and may never come: stdin of a terminal, a pipe that nobody writes to, a lost network disk. */

/** @returns what `work` gives; rejects with the signal's reason as soon as that fires */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
  })
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
