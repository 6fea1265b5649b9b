/**
 * One worker and what is known of its life. A worker cannot be repaired (a failed start of the runtime is sticky, a hang
 * cannot be interrupted), so it is always closed and replaced; who holds a link learns of its death through `lost`.
 */
import * as Comlink from 'comlink'
import { WhatsitError } from '../core/errors.ts'
import type { ClassifierApi } from '../worker/api.ts'

export interface WorkerLink {
  readonly api: Comlink.Remote<ClassifierApi>
  /**
   * Rejects with WorkerLost when the worker dies unasked, WorkerUnreachable when its script does not load, Cancelled when it
   * is closed; never resolves.
   */
  readonly lost: Promise<never>
  /** Ends the worker. Its calls under way never settle, so who waits for one waits for `lost` too. */
  close(): void
}

/**
 * @param worker  just started; nobody has heard of it yet
 * @param script  its address, for the error's message
 */
export function linkWorker(worker: Worker, script = 'its script'): WorkerLink {
  const api = Comlink.wrap<ClassifierApi>(worker)
  let lose: (error: WhatsitError) => void = () => {}
  const lost = new Promise<never>((_, reject) => {
    lose = reject
  })
  lost.catch(() => {})
  let heard = false
  worker.addEventListener(
    'message',
    () => {
      heard = true
    },
    { once: true },
  )
  // Before its first word: the script (or one of its imports) did not load, or was blocked for want of headers.
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    const code = heard ? 'WorkerLost' : 'WorkerUnreachable'
    lose(new WhatsitError(code, event.message || `the worker did not load: ${script}`))
  })
  const watch = new AbortController()
  watchLife(api, watch.signal).then((error) => error && lose(error))
  return {
    api,
    lost,
    close() {
      watch.abort()
      worker.terminate()
      lose(new WhatsitError('Cancelled', 'the worker was closed'))
    },
  }
}

/**
 * A worker that the browser ends (memory) sends no event. But its Web Lock is freed at once, and then we get it.
 *
 * @returns the loss, or nothing where the watch ended or there are no Web Locks (insecure context)
 */
async function watchLife(api: Comlink.Remote<ClassifierApi>, signal: AbortSignal): Promise<WhatsitError | undefined> {
  const { locks } = navigator as { locks?: LockManager }
  if (!locks) return undefined
  const name = `whatsit-worker-${crypto.randomUUID()}`
  try {
    await api.holdLock(name)
    return await locks.request(name, { signal }, () => new WhatsitError('WorkerLost', 'the browser ended the worker'))
  } catch {
    return undefined
  }
}
