/** Where the server stands: loading, answering, without a model, or ending. Knows what is under way, so that an end can wait. */
import type { ServerResponse } from 'node:http'
import { toWhatsitError } from '../../core/errors.ts'
import type { ClassifierPool, PoolEngine } from '../pool/api.ts'
import { HttpRefusal } from './problem.ts'

export interface BodyReader {
  /** Its reason is what to throw. */
  readonly signal: AbortSignal
  /** To be called when nothing is read any more. */
  done(): void
}

export class Standing {
  #engine: PoolEngine | undefined
  /** Why no picture is answered now; undefined where they are. */
  #refusal: Error | undefined = new HttpRefusal('Loading', 'The model is being loaded and tested')
  #ending = false
  readonly #readers = new Set<AbortController>()
  readonly #underWay = new Set<ServerResponse>()
  #idle: () => void = () => undefined

  constructor({ ready }: Pick<ClassifierPool, 'ready'>) {
    ready.then(
      (engine) => {
        this.#engine = engine
        if (!this.#ending) this.#refusal = undefined
      },
      (error: unknown) => {
        if (!this.#ending) this.#refusal = toWhatsitError(error)
      },
    )
  }

  /** What answers; undefined until it does. */
  get engine(): PoolEngine | undefined {
    return this.#engine
  }

  get isReady(): boolean {
    return this.#refusal === undefined
  }

  /** @throws Loading | Ending, or why the model could not be loaded */
  requireReady(): void {
    if (this.#refusal) throw this.#refusal
  }

  /** A request that {@link end} waits for, until its answer has gone out or its client is gone. */
  enter(outgoing: ServerResponse): void {
    // It is closed, and will not say so again: the end would wait for ever.
    if (outgoing.destroyed) return
    this.#underWay.add(outgoing)
    outgoing.once('close', () => {
      this.#underWay.delete(outgoing)
      if (this.#underWay.size === 0) this.#idle()
    })
  }

  /** A signal for who reads a body: the client went away, or the server ends and who is still sending is late. */
  reader(gone: AbortSignal): BodyReader {
    const controller = new AbortController()
    const onGone = (): void => controller.abort(gone.reason)
    gone.addEventListener('abort', onGone)
    if (gone.aborted) onGone()
    if (this.#ending) controller.abort(this.#refusal)
    this.#readers.add(controller)
    const done = (): void => {
      gone.removeEventListener('abort', onGone)
      this.#readers.delete(controller)
    }
    return { signal: controller.signal, done }
  }

  /** From now on pictures are refused; settles when those that are under way have their answers. */
  end(): Promise<void> {
    this.#ending = true
    this.#refusal = new HttpRefusal('Ending', 'No more pictures are taken')
    for (const reader of this.#readers) reader.abort(this.#refusal)
    return new Promise((resolve) => {
      this.#idle = resolve
      if (this.#underWay.size === 0) resolve()
    })
  }
}
