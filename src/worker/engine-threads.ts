/** The way in which our own engine starts its threads here: as workers of this worker. */
import type { StartThread } from '../engine/threads.ts'

// Its script is small and belongs to the build's files; what takes longer was refused without a word.
const START_LIMIT_MS = 20_000

export const startThread: StartThread = (start, lost) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./engine-thread.ts', import.meta.url), {
      type: 'module',
      name: 'whatsit-thread',
    })
    const fail = (why: string): void => {
      clearTimeout(limit)
      reject(new Error(why))
      lost(why)
    }
    const limit = setTimeout(() => {
      worker.terminate()
      fail(`it said nothing within ${START_LIMIT_MS} ms`)
    }, START_LIMIT_MS)
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      fail(event.message || 'the browser refuses to start its script as a worker')
    })
    worker.addEventListener(
      'message',
      () => {
        clearTimeout(limit)
        resolve({ terminate: () => worker.terminate() })
      },
      { once: true },
    )
    worker.postMessage(start)
  })
