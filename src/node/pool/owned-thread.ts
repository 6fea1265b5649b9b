/** One thread as its owner sees it: what it says, typed, and that it ended. */
import { Worker } from 'node:worker_threads'
import type { Classification } from '../../core/classification.ts'
import { toWhatsitError, WhatsitError } from '../../core/errors.ts'
import type { PoolEngine } from './api.ts'
import type { ThreadMessage, ThreadRequest, ThreadStart } from './thread-api.ts'

/** Nothing is told any more once the thread was ended by its owner. */
export interface ThreadListener {
  ready(engine: PoolEngine): void
  answered(classification: Classification): void
  /** It did not start, or has no answer to its picture. It says so itself, and is still there. */
  failed(error: WhatsitError): void
  /** It died. */
  ended(error: WhatsitError): void
}

export class OwnedThread {
  readonly #worker: Worker
  #listener: ThreadListener | undefined

  /** @param script  that speaks as thread-api.ts says */
  constructor(script: URL, start: ThreadStart, listener: ThreadListener) {
    this.#listener = listener
    this.#worker = new Worker(script, { workerData: start })
    this.#worker.on('message', (message: ThreadMessage) => this.#hear(message))
    // An error that nobody caught in the thread; its end follows.
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', (code) => this.#end(new Error(`the thread ended with code ${code}`)))
  }

  /**
   * The bytes are the thread's from here on, and lost with it: where it dies, its only picture is the likeliest cause, and is
   * not tried again.
   */
  ask(request: ThreadRequest): void {
    const { buffer } = request.bytes
    this.#worker.postMessage(request, buffer instanceof ArrayBuffer ? [buffer] : [])
  }

  /** Whatever it does: also a thread that never returns to its event loop. Settles when it is gone. */
  async terminate(): Promise<void> {
    this.#listener = undefined
    await this.#worker.terminate()
  }

  #hear(message: ThreadMessage): void {
    const listener = this.#listener
    if (message.kind === 'ready') listener?.ready(message.engine)
    else if (message.kind === 'answered') listener?.answered(message.classification)
    else listener?.failed(toWhatsitError(Object.assign(new Error(message.message), { name: message.name })))
  }

  #end(error: unknown): void {
    const listener = this.#listener
    this.#listener = undefined
    const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    listener?.ended(new WhatsitError(isMemory ? 'OutOfMemory' : 'WorkerLost', String(error), { cause: error }))
  }
}
