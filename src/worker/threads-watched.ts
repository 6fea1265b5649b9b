/**
 * Hears of threads that do not start. onnxruntime-web starts its threads as workers of this worker and waits for them
 * without an end when the browser refuses them (their script came without Cross-Origin-Embedder-Policy, for one).
 */
import { WhatsitError } from '../core/errors.ts'

/**
 * @param script  address of the runtime's `.mjs`, which is what its threads run
 * @param start  the threaded start of the runtime
 * @returns what `start` gives
 * @throws RuntimeFailed  the browser refuses to start that script as a worker
 */
export async function threadsWatched<T>(script: string, start: Promise<T>): Promise<T> {
  // Where workers cannot start workers at all, the runtime's start says so itself.
  if (globalThis.Worker === undefined) return start
  // Only under a name that begins with "em-pthread" does the script do anything: this one loads, or fails to.
  const scout = new Worker(script, { type: 'module', name: 'whatsit-scout' })
  const refused = new Promise<never>((_, reject) => {
    scout.addEventListener('error', (event) => {
      event.preventDefault()
      reject(new WhatsitError('RuntimeFailed', event.message || `the browser refuses to start ${script} as a worker`))
    })
  })
  try {
    return await Promise.race([start, refused])
  } finally {
    scout.terminate()
  }
}
