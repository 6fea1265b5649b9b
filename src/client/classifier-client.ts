/**
 * The page's side of the worker: keeps the queue. Pictures wait here until a model is ready and are answered one at a
 * time; whatever happens to the worker, a queued picture is answered or gets its own error.
 */
import type { Classification } from '../core/classification.ts'
import { toWhatsitError, WhatsitError } from '../core/errors.ts'
import { AnsweringModel } from './answering-model.ts'
import type { ClientOutside } from './client-outside.ts'
import { type DeviceReport, deviceReport } from './device-report.ts'
import type { EngineChoice } from './engine-choice.ts'
import type { Shelf } from './model-shelf.ts'
import type { ModelState } from './model-state.ts'
import type { SwitchState } from './model-switch.ts'
import { PictureQueue, type QueuedPicture, type QueueOptions } from './picture-queue.ts'
import { type ReferenceWish, referenceWish } from './reference-wish.ts'
import { Speeds } from './speeds.ts'
import { timeLimit } from './time-limit.ts'
import type { WorkerLink } from './worker-link.ts'

// Someone who works through many pictures has better uses for the device; another visit compares.
const MOST_CHECKS = 5
// One is preprocessed while another is answered, four are decoded, and some small ones are done already. The worker must know
// the next by then: the engine blocks it, and it hears of nothing.
const EXPECTED_PICTURES = 8

export class ClassifierClient extends EventTarget {
  readonly #outside: ClientOutside
  readonly #model: AnsweringModel
  readonly #speeds: Speeds
  readonly #queue = new PictureQueue()
  #running = false
  #closed = false
  #checking: Promise<void> | undefined
  /** Workers that answer no more pictures after the present one. */
  readonly #retiring: WorkerLink[] = []
  /** The pictures that a worker was told to expect, by their tickets. */
  #expected: { readonly link: WorkerLink; readonly tickets: string } | undefined
  #readyWaiters: (() => void)[] = []
  #idleWaiters: (() => void)[] = []

  /** @param modelsUrl  absolute address of the folder that holds `index.json`, ending in a slash */
  constructor(modelsUrl: string, outside: ClientOutside) {
    super()
    this.#outside = outside
    this.#speeds = new Speeds(outside.memory, __BUILD__)
    this.#model = new AnsweringModel(modelsUrl, outside, (link) => this.#retire(link))
    this.#model.addEventListener('model-state', () => this.#modelChanged())
    this.#model.addEventListener('model-switch', () => this.dispatchEvent(new Event('model-switch')))
  }

  /** Fires `model-state` when it changes. */
  get modelState(): ModelState {
    return this.#model.state
  }

  /** Of the model that is to take over from the one that answers. Fires `model-switch` when it changes. */
  get switchState(): SwitchState | undefined {
    return this.#model.change.state
  }

  /** The models that the site offers, by their folders; empty until the list has come. */
  get models(): readonly string[] {
    return this.#model.starter.index?.models ?? []
  }

  /** The one of {@link models} that answers, or did last; undefined until one was ready. */
  get model(): string | undefined {
    return this.#model.folder
  }

  /** Pictures that wait or are being answered. */
  get pending(): number {
    return this.#queue.length + (this.#running ? 1 : 0)
  }

  /** Resolves once it can answer, also after a retry; never rejects. */
  get ready(): Promise<void> {
    if (this.modelState.stage === 'ready') return Promise.resolve()
    return new Promise((resolve) => this.#readyWaiters.push(resolve))
  }

  deviceReport(): Promise<DeviceReport> {
    const { state, losses, engines } = this.#model
    const { ladder, check, choice } = engines
    // A check that was allowed needs no other visit, whatever brought the files.
    const reference = this.#checking ? 'reserve' : this.reference
    return deviceReport({ state, losses, attempts: ladder.attempts, speeds: this.#speeds, check, choice, reference })
  }

  /** Whether this visit is to fetch onnxruntime-web; undefined until it is ready. */
  get reference(): ReferenceWish | undefined {
    const { state, foundStored } = this.#model
    if (state.stage !== 'ready' || foundStored === undefined) return undefined
    return referenceWish(state.model, { saveData: this.#outside.saveData, foundStored })
  }

  /** Which engine the person wants. */
  get engineChoice(): EngineChoice {
    return this.#model.engines.choice
  }

  /** Remembers it, and goes over to it. What goes wrong is told by `modelState` and `switchState`; never rejects. */
  chooseEngine(choice: EngineChoice): Promise<void> {
    return this.#model.chooseEngine(choice)
  }

  /** Compares our own engine with the reference when no picture has come for a while; one that comes goes first. */
  checkEngine(): Promise<void> {
    this.#checking ??= this.#checkWhenQuiet().finally(() => {
      this.#checking = undefined
    })
    return this.#checking
  }

  async #checkWhenQuiet(): Promise<void> {
    for (let tries = 0; tries < MOST_CHECKS; tries++) {
      do {
        await this.idle
        await new Promise((resolve) => setTimeout(resolve, this.#outside.times.quiet))
      } while (this.pending > 0)
      const ended = await this.#model.compareEngines()
      // Another model may have taken over meanwhile.
      if (ended === 'failed' || (ended === 'done' && !this.#model.isToCompare)) return
    }
  }

  /** Starts the worker and loads the model. What goes wrong is told by `modelState`; never rejects. */
  start(): Promise<void> {
    return this.#model.start()
  }

  /** The person's yes to a download on Save-Data. */
  allowDownload(): void {
    this.#model.allowDownload()
  }

  /** Tries again after `failed`; queued pictures are still there. */
  retry(): void {
    this.#model.retry()
  }

  /** See {@link AnsweringModel.use}. @throws a WhatsitError: Cancelled, or why the model is not used */
  use(folder: string): Promise<void> {
    return this.#model.use(folder)
  }

  /** Stops the model that is on its way, or forgets the one that failed. */
  cancelSwitch(): void {
    this.#model.change.clear()
  }

  /** The site's models, and which are here. @throws a WhatsitError */
  shelf(): Promise<Shelf> {
    return this.#model.shelf.look()
  }

  /** Takes a model from this device; not the one that answers. @throws a WhatsitError */
  remove(folder: string): Promise<void> {
    return this.#model.remove(folder)
  }

  /** Median milliseconds of a model's latest runs here; undefined until it has answered. @param id  the manifest's */
  speed(id: string): number | undefined {
    return this.#speeds.median(id)
  }

  /** Resolves once no picture waits or is being answered: what is not for a picture may use the network then. */
  get idle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idleWaiters.push(resolve))
  }

  /**
   * Answers when the picture's turn has come and the model is ready, however long that takes.
   *
   * @throws a WhatsitError: Cancelled, WorkerLost, or as {@link ClassifierApi.classify}
   */
  classify(image: Blob, options: QueueOptions = {}): Promise<Classification> {
    if (this.#closed) return Promise.reject(new WhatsitError('Cancelled', 'the classifier was closed'))
    this.#model.engines.check.interrupt()
    const answer = this.#queue.add(image, options)
    // Also one that was cancelled while it waited, which nothing else hears of.
    const tell = (): void => {
      this.#expectNext()
      this.#tellIdle()
    }
    answer
      .then(
        ({ model, timing }) => this.#speeds.add(model, timing.run),
        () => {},
      )
      .then(tell)
    void this.#pump()
    this.#expectNext()
    return answer
  }

  /** Ends the worker for good. Whatever waits or is being answered is refused with Cancelled, and so is what comes later. */
  close(): void {
    this.#closed = true
    this.#queue.clear(new WhatsitError('Cancelled', 'the classifier was closed'))
    this.#model.close()
    for (const link of this.#retiring.splice(0)) link.close()
    this.#tellIdle()
  }

  async #pump(): Promise<void> {
    const { link } = this.#model
    if (this.#running || !link) return
    const picture = this.#queue.next()
    if (!picture) return
    this.#running = true
    try {
      await this.#answer(picture, link)
    } finally {
      this.#running = false
      for (const link of this.#retiring.splice(0)) link.close()
      this.#tellIdle()
      void this.#pump()
    }
  }

  async #answer(picture: QueuedPicture, link: WorkerLink): Promise<void> {
    const { times } = this.#outside
    const limit = timeLimit()
    limit.set(times.picture)
    // A cancelled picture is let go at once, but its worker is still at it: the next picture waits, though not for ever.
    const stopWatching = picture.whenCancelled(() => limit.set(times.cancelled))
    try {
      picture.start()
      const answer = link.api.classify(picture.image, picture.options, picture.ticket)
      this.#expectNext()
      picture.resolve(await Promise.race([answer, link.lost, limit.expired]))
      if (this.modelState.stage === 'ready' && this.modelState.model.kept === 'stored') this.#outside.keepStorage()
    } catch (thrown) {
      const error = toWhatsitError(thrown)
      const lost = error.name === 'WorkerLost' || error.name === 'RunFailed'
      if (lost && !picture.retried && !picture.cancelled) this.#queue.again(picture)
      else picture.reject(error)
      // A run that failed or hung may go well on another setting; a worker that the browser ended says nothing of its own.
      if (error.name === 'RunFailed' || (thrown === limit.error && !picture.cancelled)) this.#model.ruleOut(link, error)
      // After that, or for want of memory, a fresh worker is the best chance of the next picture.
      if (lost || error.name === 'OutOfMemory') this.#model.replace(link, error)
    } finally {
      limit.clear()
      stopWatching()
    }
  }

  /** Tells the worker which pictures will follow the one that it has, when that has changed. */
  #expectNext(): void {
    const { link } = this.#model
    if (!this.#running || !link) return
    const pictures = this.#queue.upcoming(EXPECTED_PICTURES)
    const tickets = pictures.map(({ ticket }) => ticket).join()
    const told = this.#expected?.link === link ? this.#expected.tickets : ''
    if (tickets === told) return
    this.#expected = { link, tickets }
    void link.api.expect(pictures.map(({ ticket, image }) => ({ ticket, image })))
  }

  #modelChanged(): void {
    this.dispatchEvent(new Event('model-state'))
    if (this.modelState.stage !== 'ready') return
    for (const resolve of this.#readyWaiters.splice(0)) resolve()
    void this.#pump()
  }

  #retire(link: WorkerLink): void {
    if (this.#running) this.#retiring.push(link)
    else link.close()
  }

  #tellIdle(): void {
    if (this.pending === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }
}
