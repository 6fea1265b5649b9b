/** Entry of a thread of our own engine: it gets its part of the work, says that it is ready, and computes until it is ended. */
import { prepareThread, type ThreadStart } from '../engine/threads.ts'

async function begin(start: ThreadStart): Promise<void> {
  const compute = await prepareThread(start)
  postMessage('ready')
  // In a turn of its own: the word above leaves before this thread goes into the kernels for ever.
  setTimeout(compute)
}

addEventListener(
  'message',
  ({ data }: MessageEvent<ThreadStart>) => {
    begin(data).catch((error) => {
      // Out of the promise, so that whoever started this worker hears of it.
      setTimeout(() => {
        throw error
      })
    })
  },
  { once: true },
)
