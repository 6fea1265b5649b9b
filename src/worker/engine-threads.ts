/** The way in which our own engine starts its threads here: as workers of this worker. */
import type { StartThread } from '../engine/threads.ts'

// Its script is small and belongs to the build's files; what takes longer was refused without a word.
const START_LIMIT_MS = 20_000

/**
 * Opens workers before there is anything for them to do, so that their script comes while the model does.
 *
 * @returns gives each thread one of them, and a new one where there are no more
 */
export function openThreads(count: number): StartThread {
  const opened: StartThread[] = []
  try {
    while (opened.length < count) opened.push(openThread())
  } catch {
    // A browser that refuses will do so again, and then somebody hears of it.
  }
  return async (start, lost) => (opened.shift() ?? openThread())(start, lost)
}

function openThread(): StartThread {
  const worker = new Worker(new URL('./engine-thread.ts', import.meta.url), {
    type: 'module',
    name: 'whatsit-thread',
  })
  let failed: string | undefined
  let fail = (why: string): void => {
    failed ??= why
  }
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    fail(event.message || 'the browser refuses to start its script as a worker')
  })
  return (start, lost) =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        worker.terminate()
        fail(`it said nothing within ${START_LIMIT_MS} ms`)
      }, START_LIMIT_MS)
      fail = (why) => {
        clearTimeout(limit)
        reject(new Error(why))
        lost(why)
      }
      worker.addEventListener(
        'message',
        () => {
          clearTimeout(limit)
          resolve({ terminate: () => worker.terminate() })
        },
        { once: true },
      )
      if (failed === undefined) worker.postMessage(start)
      else fail(failed)
    })
}
