/** Pictures that wait for their turn, with their promises; cancelling one takes it off. */
import type { Classification, ClassifyOptions } from '../core/classification.ts'
import { WhatsitError } from '../core/errors.ts'

export interface QueueOptions extends ClassifyOptions {
  readonly signal?: AbortSignal
  /** Called when the picture's turn has come. */
  readonly onStart?: () => void
}

let tickets = 0

export class QueuedPicture {
  readonly image: Blob
  /** Its name towards the worker. */
  readonly ticket = ++tickets
  /** What the worker is told; signal and callback stay on this side. */
  readonly options: ClassifyOptions
  readonly answer: Promise<Classification>
  resolve: (answer: Classification) => void = () => {}
  reject: (error: WhatsitError) => void = () => {}
  /** It was under way already when a worker died. */
  retried = false
  readonly #signal: AbortSignal | undefined
  readonly #onStart: (() => void) | undefined

  constructor(image: Blob, { signal, onStart, ...options }: QueueOptions) {
    this.image = image
    this.options = options
    this.#signal = signal
    this.#onStart = onStart
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }

  get cancelled(): boolean {
    return this.#signal?.aborted === true
  }

  start(): void {
    this.#onStart?.()
  }

  /** @returns stops waiting for it */
  whenCancelled(then: () => void): () => void {
    this.#signal?.addEventListener('abort', then, { once: true })
    return () => this.#signal?.removeEventListener('abort', then)
  }
}

export class PictureQueue {
  readonly #waiting: QueuedPicture[] = []

  get length(): number {
    return this.#waiting.length
  }

  /** @returns the answer, or a rejection with Cancelled as soon as the signal fires */
  add(image: Blob, options: QueueOptions): Promise<Classification> {
    const picture = new QueuedPicture(image, options)
    const cancel = (): void => {
      const place = this.#waiting.indexOf(picture)
      if (place >= 0) this.#waiting.splice(place, 1)
      picture.reject(new WhatsitError('Cancelled', 'the caller cancelled'))
    }
    if (picture.cancelled) cancel()
    else {
      this.#waiting.push(picture)
      const stopWaiting = picture.whenCancelled(cancel)
      picture.answer.then(stopWaiting, stopWaiting)
    }
    return picture.answer
  }

  /** Refuses all that wait. */
  clear(error: WhatsitError): void {
    for (const picture of this.#waiting.splice(0)) picture.reject(error)
  }

  next(): QueuedPicture | undefined {
    return this.#waiting.shift()
  }

  /** Those that come next, at most `count`; they stay in line. */
  upcoming(count: number): readonly QueuedPicture[] {
    return this.#waiting.slice(0, count)
  }

  /** First in line once more. */
  again(picture: QueuedPicture): void {
    picture.retried = true
    this.#waiting.unshift(picture)
  }
}
