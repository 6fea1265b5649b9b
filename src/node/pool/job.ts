/** One picture from the call to its answer. It is settled once; who comes later is not heard. */
import type { Classification } from '../../core/classification.ts'
import { WhatsitError } from '../../core/errors.ts'
import type { ThreadRequest } from './thread-api.ts'

export class Job {
  readonly request: ThreadRequest
  readonly answer: Promise<Classification>
  #settle: { resolve(answer: Classification): void; reject(error: Error): void } | undefined
  #unlisten = (): void => {}

  constructor(request: ThreadRequest) {
    this.request = request
    this.answer = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
  }

  /** @param cancelled  called when the signal fires before the job is settled */
  listen(signal: AbortSignal, cancelled: () => void): void {
    const abort = (): void => {
      this.reject(new WhatsitError('Cancelled', 'The caller gave up', { cause: signal.reason }))
      cancelled()
    }
    signal.addEventListener('abort', abort, { once: true })
    this.#unlisten = () => signal.removeEventListener('abort', abort)
  }

  resolve(answer: Classification): void {
    this.#settled()?.resolve(answer)
  }

  reject(error: Error): void {
    this.#settled()?.reject(error)
  }

  #settled() {
    const settle = this.#settle
    this.#settle = undefined
    this.#unlisten()
    return settle
  }
}
