/**
 * The page's side of the worker: owns it, replaces it, and keeps the queue. Pictures wait here until the model is ready and
 * are answered one at a time; whatever happens to the worker, a queued picture is answered or gets its own error.
 */
import * as Comlink from 'comlink'
import type { Classification } from '../core/classification.ts'
import { toWhatsitError, WhatsitError } from '../core/errors.ts'
import type { ModelIndex } from '../core/model-index.ts'
import type { LoadedModel, LoadProgress } from '../worker/api.ts'
import { browserOutside, type ClientOutside } from './client-outside.ts'
import { type DeviceReport, deviceReport } from './device-report.ts'
import type { ModelState } from './model-state.ts'
import { keepStorage } from './persistence.ts'
import { PictureQueue, type QueuedPicture, type QueueOptions } from './picture-queue.ts'
import type { WorkerLink } from './worker-link.ts'

// One is decoded while another is answered, and its place is taken by one that the worker must know by then: the runtime
// blocks it, and it hears of nothing.
const EXPECTED_PICTURES = 2

export class ClassifierClient extends EventTarget {
  readonly #modelsUrl: string
  readonly #outside: ClientOutside
  readonly #queue = new PictureQueue()
  #state: ModelState = { stage: 'downloading', loaded: 0, total: 0 }
  #link: WorkerLink | undefined
  #index: ModelIndex | undefined
  #threads: number
  #downloadAllowed: boolean
  #running = false
  /** Tickets of the pictures that the worker was told to expect. */
  #expected = ''
  #readyWaiters: (() => void)[] = []
  #idleWaiters: (() => void)[] = []
  /** Workers that failed on this visit: with how many threads, and why. */
  readonly #failures: { threads: number; reason: string }[] = []

  /** @param modelsUrl  absolute address of the folder that holds `index.json`, ending in a slash */
  constructor(modelsUrl: string, outside: ClientOutside = browserOutside()) {
    super()
    this.#modelsUrl = modelsUrl
    this.#outside = outside
    this.#threads = outside.threads
    this.#downloadAllowed = !outside.saveData
  }

  /** Fires `model-state` when it changes. */
  get modelState(): ModelState {
    return this.#state
  }

  /** The models that the site offers; empty until the list has come. */
  get models(): readonly string[] {
    return this.#index?.models ?? []
  }

  /** Pictures that wait or are being answered. */
  get pending(): number {
    return this.#queue.length + (this.#running ? 1 : 0)
  }

  /** Resolves once it can answer, also after a retry; never rejects. */
  get ready(): Promise<void> {
    if (this.#state.stage === 'ready') return Promise.resolve()
    return new Promise((resolve) => this.#readyWaiters.push(resolve))
  }

  deviceReport(): Promise<DeviceReport> {
    return deviceReport(this.#state, this.#failures)
  }

  /** Resolves once no picture waits or is being answered: what is not for a picture may use the network then. */
  get idle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idleWaiters.push(resolve))
  }

  /** Starts the worker and loads the model. What goes wrong is told by `modelState`; never rejects. */
  async start(): Promise<void> {
    for (;;) {
      this.#link?.close()
      const link = this.#outside.openWorker()
      this.#link = link
      this.#expected = ''
      try {
        const model = await Promise.race([this.#load(link), link.lost])
        if (!model || this.#link !== link) return
        this.#threads = model.threads
        this.#setState({ stage: 'ready', model })
        for (const resolve of this.#readyWaiters.splice(0)) resolve()
        link.lost.catch((error) => this.#replace(link, error))
        void this.#pump()
        return
      } catch (thrown) {
        if (this.#link !== link) return
        const error = toWhatsitError(thrown)
        link.close()
        if (this.#threads > 1 && mayWorkOnOneThread(error)) {
          // The worker is replaced, not repaired: after a failed start onnxruntime-web refuses every later one.
          this.#failures.push({ threads: this.#threads, reason: error.message })
          this.#threads = 1
          continue
        }
        this.#setState({ stage: 'failed', error })
        return
      }
    }
  }

  /** The person's yes to a download on Save-Data. */
  allowDownload(): void {
    this.#downloadAllowed = true
    void this.start()
  }

  /** Tries again after `failed`; queued pictures are still there. */
  retry(): void {
    if (this.#state.stage !== 'failed') return
    this.#threads = this.#outside.threads
    this.#setState({ stage: 'downloading', loaded: 0, total: 0 })
    void this.start()
  }

  /**
   * Answers when the picture's turn has come and the model is ready, however long that takes.
   *
   * @throws a WhatsitError: Cancelled, WorkerLost, or as {@link ClassifierApi.classify}
   */
  classify(image: Blob, options: QueueOptions = {}): Promise<Classification> {
    const answer = this.#queue.add(image, options)
    // Also one that was cancelled while it waited, which nothing else hears of.
    const tell = (): void => {
      this.#expectNext()
      this.#tellIdle()
    }
    answer.then(tell, tell)
    void this.#pump()
    this.#expectNext()
    return answer
  }

  /** @returns nothing when the person is asked first */
  async #load({ api }: WorkerLink): Promise<LoadedModel | undefined> {
    const build = await this.#firstWord(api)
    if (build !== __BUILD__) throw new WhatsitError('VersionMismatch', `page ${__BUILD__}, worker ${build}`)
    this.#index = await api.models(new URL('index.json', this.#modelsUrl).href)
    const modelUrl = new URL(`${this.#index.default}/`, this.#modelsUrl).href
    if (!this.#downloadAllowed) {
      const bytes = await api.bytesToDownload(modelUrl)
      if (bytes > 0) {
        this.#setState({ stage: 'asking', bytes })
        return undefined
      }
    }
    return this.#startWithin(api, modelUrl)
  }

  /** The build of the worker, which is the first thing it says. Its script may be on its way, but not for ever. */
  #firstWord(api: WorkerLink['api']): Promise<string> {
    const { worker } = this.#outside.times
    return new Promise((resolve, reject) => {
      const silence = new WhatsitError('WorkerUnreachable', `the worker said nothing within ${worker} ms`)
      const limit = setTimeout(() => reject(silence), worker)
      api
        .build()
        .then(resolve, reject)
        .finally(() => clearTimeout(limit))
    })
  }

  #startWithin(api: WorkerLink['api'], modelUrl: string): Promise<LoadedModel> {
    return new Promise((resolve, reject) => {
      let limit: ReturnType<typeof setTimeout> | undefined
      const onProgress = (progress: LoadProgress): void => {
        if (progress.stage === 'starting') {
          limit = setTimeout(
            () => reject(new WhatsitError('RuntimeFailed', `not ready within ${this.#outside.times.start} ms`)),
            this.#outside.times.start,
          )
        }
        this.#setState(progress)
      }
      api
        .load(modelUrl, { threads: this.#threads }, Comlink.proxy(onProgress))
        .then(resolve, reject)
        .finally(() => clearTimeout(limit))
    })
  }

  /** A worker died: another one takes over, and the picture that it had is tried there once more. */
  #replace(link: WorkerLink, error: unknown): void {
    if (this.#link !== link) return
    this.#failures.push({ threads: this.#threads, reason: toWhatsitError(error).message })
    this.#setState({ stage: 'starting' })
    void this.start()
  }

  async #pump(): Promise<void> {
    const link = this.#link
    if (this.#running || this.#state.stage !== 'ready' || !link) return
    const picture = this.#queue.next()
    if (!picture) return
    this.#running = true
    try {
      await this.#answer(picture, link)
    } finally {
      this.#running = false
      this.#tellIdle()
      void this.#pump()
    }
  }

  async #answer(picture: QueuedPicture, link: WorkerLink): Promise<void> {
    const { times } = this.#outside
    const limit = expiring()
    limit.set(times.picture)
    // A cancelled picture is let go at once, but its worker is still at it: the next picture waits, though not for ever.
    const stopWatching = picture.whenCancelled(() => limit.set(times.cancelled))
    try {
      picture.start()
      const answer = link.api.classify(picture.image, picture.options, picture.ticket)
      this.#expectNext()
      picture.resolve(await Promise.race([answer, link.lost, limit.expired]))
      if (this.#state.stage === 'ready' && this.#state.model.kept === 'stored') void keepStorage()
    } catch (thrown) {
      const error = toWhatsitError(thrown)
      const dead = error.name === 'WorkerLost'
      if (dead && !picture.retried && !picture.cancelled && thrown !== limit.error) this.#queue.again(picture)
      else picture.reject(error)
      // After a failed run or for want of memory a fresh worker is the best chance of the next picture.
      if (dead || error.name === 'OutOfMemory' || error.name === 'RunFailed') this.#replace(link, error)
    } finally {
      limit.clear()
      stopWatching()
    }
  }

  /** Tells the worker which pictures will follow the one that it has, when that has changed. */
  #expectNext(): void {
    if (!this.#running || this.#state.stage !== 'ready') return
    const pictures = this.#queue.upcoming(EXPECTED_PICTURES)
    const tickets = pictures.map(({ ticket }) => ticket).join()
    if (tickets === this.#expected) return
    this.#expected = tickets
    void this.#link?.api.expect(pictures.map(({ ticket, image }) => ({ ticket, image })))
  }

  #tellIdle(): void {
    if (this.pending === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }

  #setState(state: ModelState): void {
    this.#state = state
    this.dispatchEvent(new Event('model-state'))
  }
}

/** Failures that a start without shared memory and without nested workers may not meet. */
function mayWorkOnOneThread({ name }: WhatsitError): boolean {
  return ['RuntimeFailed', 'RunFailed', 'SelfTestFailed', 'OutOfMemory', 'WorkerLost'].includes(name)
}

/** A time limit that can be set anew; `expired` rejects with `error`, which is WorkerLost: what hangs is given up. */
function expiring() {
  const error = new WhatsitError('WorkerLost', 'no answer in time')
  let timer: ReturnType<typeof setTimeout> | undefined
  let expire: () => void = () => {}
  const expired = new Promise<never>((_, reject) => {
    expire = () => reject(error)
  })
  expired.catch(() => {})
  return {
    error,
    expired,
    set(ms: number) {
      clearTimeout(timer)
      timer = setTimeout(expire, ms)
    },
    clear: () => clearTimeout(timer),
  }
}
