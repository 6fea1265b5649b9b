/**
 * A place in the pool that one thread after the other takes. A thread is replaced, not repaired: one that died, that hung,
 * or that failed in a way which leaves it in doubt. Pictures that wait notice nothing of it.
 */
import { type ErrorCode, WhatsitError } from '../../core/errors.ts'
import { RefusedError } from '../refused.ts'
import type { PoolEngine } from './api.ts'
import type { Job } from './job.ts'
import { OwnedThread } from './owned-thread.ts'
import type { ThreadStart } from './thread-api.ts'

export interface LaneParts {
  /** Speaks as thread-api.ts says. */
  readonly script: URL
  readonly start: ThreadStart
  /** For a start; after that the thread counts as lost. */
  readonly startLimitMs: number
}

export interface LaneListener {
  /** Its thread has started, and has nothing to do. */
  ready(lane: Lane, engine: PoolEngine): void
  /** Its picture is settled. */
  free(): void
  replaced(): void
  /** No thread starts here any more, until {@link Lane.start} is called again. */
  down(lane: Lane, error: WhatsitError): void
}

/** Milliseconds; what is longer would go off at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Threads that died or said nothing at their start, one after the other. */
const MOST_FAILED_STARTS = 3

/** After these another picture may fail for no fault of its own: the page replaces its worker too. */
const IN_DOUBT: ReadonlySet<ErrorCode> = new Set(['RunFailed', 'OutOfMemory', 'RuntimeFailed', 'Unexpected'])

export class Lane {
  readonly #parts: LaneParts
  readonly #listener: LaneListener
  #thread: OwnedThread | undefined
  /** Absent until the thread is ready. */
  #engine: PoolEngine | undefined
  #job: Job | undefined
  #failedStarts = 0
  #limit: NodeJS.Timeout | undefined
  readonly #ending = new Set<Promise<void>>()

  constructor(parts: LaneParts, listener: LaneListener) {
    this.#parts = parts
    this.#listener = listener
  }

  get isFree(): boolean {
    return this.#engine !== undefined && this.#job === undefined
  }

  get isDown(): boolean {
    return this.#thread === undefined
  }

  get isRunning(): boolean {
    return this.#job !== undefined
  }

  start(): void {
    const { script, start, startLimitMs } = this.#parts
    this.#thread = new OwnedThread(script, start, {
      ready: (engine) => {
        clearTimeout(this.#limit)
        this.#failedStarts = 0
        this.#engine = engine
        this.#listener.ready(this, engine)
      },
      answered: (classification) => this.#done((job) => job.resolve(classification)),
      failed: (error) => this.#failed(error),
      ended: (error) => this.#lost(error, error),
    })
    const silence = new WhatsitError('RuntimeFailed', `a thread did not start within ${startLimitMs} ms`)
    this.#limit = setTimeout(() => this.#lost(silence, silence), startLimitMs)
  }

  /** @param job  settled in the end, whatever happens; the lane must be free */
  take(job: Job): void {
    this.#job = job
    const { timeoutMs } = this.#parts.start
    this.#limit = setTimeout(
      () => {
        const error = new RefusedError('TimedOut', `The picture took longer than ${timeoutMs} ms`)
        this.#lost(error, new WhatsitError('WorkerLost', error.message))
      },
      Math.min(timeoutMs, LONGEST_TIMER),
    )
    this.#thread?.ask(job.request)
  }

  /** Ends its thread, and what that has is refused. Settles when no thread of this lane is left. */
  async end(error: Error): Promise<void> {
    this.#release()
    this.#takeJob()?.reject(error)
    await Promise.all(this.#ending)
  }

  #failed(error: WhatsitError): void {
    if (this.#engine === undefined) {
      // A thread that tells why it cannot start will tell the same again.
      this.#release()
      this.#listener.down(this, error)
    } else if (IN_DOUBT.has(error.name)) {
      this.#lost(error, error)
    } else {
      this.#done((job) => job.reject(error))
    }
  }

  #done(settle: (job: Job) => void): void {
    clearTimeout(this.#limit)
    const job = this.#takeJob()
    if (job) settle(job)
    this.#listener.free()
  }

  /**
   * @param forPicture  what its picture is told
   * @param error  what everybody is told where no thread starts any more
   */
  #lost(forPicture: Error, error: WhatsitError): void {
    const wasReady = this.#engine !== undefined
    this.#release()
    this.#takeJob()?.reject(forPicture)
    if (!wasReady) this.#failedStarts++
    if (this.#failedStarts >= MOST_FAILED_STARTS) {
      this.#failedStarts = 0
      this.#listener.down(this, error)
      return
    }
    this.#listener.replaced()
    this.start()
  }

  #takeJob(): Job | undefined {
    const job = this.#job
    this.#job = undefined
    return job
  }

  /** Lets go of the thread, which may take a while to end: a decoder cannot be interrupted. */
  #release(): void {
    clearTimeout(this.#limit)
    const thread = this.#thread
    this.#thread = undefined
    this.#engine = undefined
    if (!thread) return
    const ending = thread.terminate().finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }
}
