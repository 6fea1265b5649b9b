/** One of the engine's other threads. */
import { prepareThread, type ThreadStart } from '../../../src/engine/threads.ts'

addEventListener('message', async ({ data }: MessageEvent<ThreadStart>) => {
  const compute = await prepareThread(data)
  postMessage('ready')
  // In a later turn, so that the message is on its way: this thread never comes back.
  setTimeout(compute)
})
