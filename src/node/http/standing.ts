/** Where the server stands: loading, answering, without a model, or ending. Knows what is under way, so that an end can wait. */
import type { ServerResponse } from 'node:http'
import type { ClassifierPool, PoolEngine } from '../pool/api.ts'
import { HttpRefusal } from './problem.ts'

export interface BodyReader {
  /** Its reason is what to throw. */
  readonly signal: AbortSignal
  /** To be called when nothing is read any more. */
  done(): void
}

/** Between two starts that are asked for where every thread gave up: each reads and tests the model, on a whole core. */
const RETRY_MS = 10_000

export class Standing {
  readonly #pool: Pick<ClassifierPool, 'ready' | 'state' | 'tryAgain'>
  readonly #retryMs: number
  /** By performance.now(). */
  #nextTry = 0
  #loading: HttpRefusal | undefined = new HttpRefusal('Loading', 'The model is being loaded and tested')
  #ending: HttpRefusal | undefined
  readonly #readers = new Set<AbortController>()
  readonly #underWay = new Set<ServerResponse>()
  #idle: () => void = () => undefined

  /** @param retryMs  between two starts that are asked for where every thread gave up */
  constructor(pool: Pick<ClassifierPool, 'ready' | 'state' | 'tryAgain'>, retryMs = RETRY_MS) {
    this.#pool = pool
    this.#retryMs = retryMs
    const loaded = (): void => {
      this.#loading = undefined
    }
    pool.ready.then(loaded, loaded)
  }

  get isReady(): boolean {
    return this.#refusal === undefined
  }

  /**
   * Where every thread gave up, one is started once more, now and then: who asks /readyz sends no pictures until it is told
   * to, and would wait for ever.
   *
   * @returns what answers
   * @throws Loading | Ending, or why every thread gave up
   */
  requireReady(): PoolEngine | undefined {
    const refusal = this.#refusal
    if (refusal === undefined) return this.#pool.state.engine
    const now = performance.now()
    if (!(refusal instanceof HttpRefusal) && now >= this.#nextTry) {
      this.#nextTry = now + this.#retryMs
      this.#pool.tryAgain()
    }
    throw refusal
  }

  /** Why no picture is answered now; undefined where they are. */
  get #refusal(): Error | undefined {
    const early = this.#ending ?? this.#loading
    if (early) return early
    const { engine, failure } = this.#pool.state
    return engine ? undefined : failure
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
    if (this.#ending) controller.abort(this.#ending)
    this.#readers.add(controller)
    const done = (): void => {
      gone.removeEventListener('abort', onGone)
      this.#readers.delete(controller)
    }
    return { signal: controller.signal, done }
  }

  /** From now on pictures are refused; settles when those that are under way have their answers. */
  end(): Promise<void> {
    this.#ending ??= new HttpRefusal('Ending', 'No more pictures are taken')
    for (const reader of this.#readers) reader.abort(this.#ending)
    return new Promise((resolve) => {
      this.#idle = resolve
      if (this.#underWay.size === 0) resolve()
    })
  }
}
