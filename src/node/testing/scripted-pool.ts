/** A pool that answers when the test says so: for what a real one does too seldom, or too fast to be watched. */
import type { Classification } from '../../core/classification.ts'
import { toWhatsitError, type WhatsitError } from '../../core/errors.ts'
import type { ClassifierPool, PoolEngine, PoolModel, PoolOptions, PoolRequest, PoolState } from '../pool/api.ts'
import { RefusedError } from '../refused.ts'

/** What it answers, but for the size, which tells the number of bytes. */
export const CAT: Classification = {
  answer: { name: 'cat', score: 0.97, kind: 'group' },
  path: [{ name: 'cat', score: 0.97 }],
  predictions: [{ index: 285, label: 'Egyptian cat', score: 0.5 }],
  timing: { decode: 1, preprocess: 2, run: 3 },
  model: 'first',
  size: { width: 1, height: 1 },
  crop: { left: 0, top: 0, width: 1, height: 1 },
  activationMaps: [{ index: 285, width: 1, height: 1, values: [0.5] }],
}

const MODELS: readonly PoolModel[] = ['first', 'second'].map((id) => ({
  id,
  name: id,
  default: id === 'first',
  bytes: 1,
  inputSize: { width: 1, height: 1 },
}))

export interface ScriptedJob {
  /** As text: tests send words for pictures. */
  readonly picture: string
  readonly request: PoolRequest
  answer(): void
  fail(error: Error): void
}

export class ScriptedPool implements ClassifierPool {
  readonly models = MODELS
  readonly ready: Promise<PoolEngine>
  /** Every picture so far, in the order of the calls. */
  readonly jobs: ScriptedJob[] = []
  ended = false
  /** How often another start was asked for. */
  tries = 0
  #settleReady: { resolve(engine: PoolEngine): void; reject(error: Error): void } | undefined
  #engine: PoolEngine | undefined
  #failure: WhatsitError | undefined
  /** Whether pictures are answered at once. */
  readonly #atOnce: boolean
  readonly #options: PoolOptions
  #open = 0
  #whenAsked: (() => void)[] = []

  constructor(options: PoolOptions, { atOnce }: { atOnce: boolean }) {
    this.#options = options
    this.#atOnce = atOnce
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
  }

  /** A thread has the model: for the first time, or again. */
  becomeReady(): void {
    this.#engine = { engine: 'whatsit', refused: [] }
    this.#settleReady?.resolve(this.#engine)
  }

  /** Every thread has given up: at the start, or later. */
  giveUp(error: Error): void {
    this.#engine = undefined
    this.#failure = toWhatsitError(error)
    this.#settleReady?.reject(error)
  }

  get state(): PoolState {
    const running = Math.min(this.#open, this.#options.concurrency)
    const waiting = this.#open - running
    const isFull = waiting >= this.#options.queueLength && running >= this.#options.concurrency
    return {
      waiting,
      running,
      isFull,
      replaced: 0,
      ...(this.#engine && { engine: this.#engine }),
      ...(this.#failure && { failure: this.#failure }),
    }
  }

  /** The picture of this number, once it has been asked. */
  async job(index: number): Promise<ScriptedJob> {
    while (true) {
      const job = this.jobs[index]
      if (job) return job
      await new Promise<void>((resolve) => this.#whenAsked.push(resolve))
    }
  }

  classify(bytes: Uint8Array<ArrayBuffer>, request: PoolRequest = {}): Promise<Classification> {
    if (this.state.isFull) return Promise.reject(new RefusedError('QueueFull', 'scripted'))
    this.#open++
    const size = { width: bytes.length, height: 1 }
    const answer = { ...CAT, size, model: request.model ?? CAT.model }
    let onAbort = (): void => undefined
    return new Promise<Classification>((resolve, reject) => {
      onAbort = () => reject(request.signal?.reason)
      const picture = Buffer.from(bytes).toString()
      this.jobs.push({ picture, request, answer: () => resolve(answer), fail: reject })
      request.signal?.addEventListener('abort', onAbort)
      for (const tell of this.#whenAsked.splice(0)) tell()
      if (this.#atOnce) resolve(answer)
    }).finally(() => {
      request.signal?.removeEventListener('abort', onAbort)
      this.#open--
    })
  }

  tryAgain(): void {
    this.tries++
  }

  close(): Promise<void> {
    return this.terminate()
  }

  terminate(): Promise<void> {
    this.ended = true
    return Promise.resolve()
  }
}
