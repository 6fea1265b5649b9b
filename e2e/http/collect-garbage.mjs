/**
 * Loaded before the server where memory is measured (`node --expose-gc --import`): SIGUSR2 has the garbage collected, so that two
 * measurements differ by what is kept, not by what happens to lie around.
 */
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('SIGUSR2', () => {
    globalThis.gc?.()
    console.log('collected')
  })
}
