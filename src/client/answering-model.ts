/**
 * The model that answers and the worker that has it: its start, its replacement when the worker fails, and the change to
 * another one. The last model that could answer stays in use until another has passed its self-test.
 */
import { toWhatsitError, WhatsitError } from '../core/errors.ts'
import type { LoadProgress } from '../worker/api.ts'
import type { ClientOutside } from './client-outside.ts'
import { DeviceEngines } from './device-engines.ts'
import type { EngineChoice } from './engine-choice.ts'
import { chosenModel, folderToLoad, rememberModel } from './model-choice.ts'
import { ModelShelf } from './model-shelf.ts'
import { ModelStarter, type StartedModel } from './model-starter.ts'
import type { ModelState } from './model-state.ts'
import { ModelSwitch } from './model-switch.ts'
import type { WorkerLink } from './worker-link.ts'

/** Fires `model-state` when {@link state} changed and `model-switch` when that of {@link change} did. */
export class AnsweringModel extends EventTarget {
  readonly engines: DeviceEngines
  readonly starter: ModelStarter
  /** To another model, while this one answers. */
  readonly change: ModelSwitch
  readonly shelf: ModelShelf
  /** Why workers were given up after they had been ready. */
  readonly losses: WhatsitError[] = []
  readonly #outside: ClientOutside
  readonly #retire: (link: WorkerLink) => void
  #state: ModelState = { stage: 'downloading', loaded: 0, total: 0 }
  #start = new AbortController()
  #link: WorkerLink | undefined
  #folder: string | undefined
  /** The folder of a model that was chosen while none answered. */
  #wanted: string | undefined
  #downloadAllowed: boolean
  #downloads = false
  #foundStored: boolean | undefined

  /**
   * @param modelsUrl  absolute address of the folder that holds `index.json`, ending in a slash
   * @param retire  closes a worker that is not to answer any more, once it has given the answers that it owes
   */
  constructor(modelsUrl: string, outside: ClientOutside, retire: (link: WorkerLink) => void) {
    super()
    this.#outside = outside
    this.#retire = retire
    this.#downloadAllowed = !outside.saveData
    this.engines = new DeviceEngines(outside)
    this.starter = new ModelStarter(modelsUrl, outside, this.engines.ladder)
    this.change = new ModelSwitch(this.starter, () => this.dispatchEvent(new Event('model-switch')))
    this.shelf = new ModelShelf(this.starter, () => this.link)
  }

  get state(): ModelState {
    return this.#state
  }

  /** The worker that answers; undefined unless ready. */
  get link(): WorkerLink | undefined {
    return this.#state.stage === 'ready' ? this.#link : undefined
  }

  /** The model that answers, or did last, by its folder; undefined until one was ready. */
  get folder(): string | undefined {
    return this.#folder
  }

  /** Whether the model that this visit began with was stored already; undefined until one was ready. */
  get foundStored(): boolean | undefined {
    return this.#foundStored
  }

  /** Starts the worker and loads the model. What goes wrong is told by `modelState`; never rejects. */
  async start(): Promise<void> {
    this.#start.abort()
    this.#start = new AbortController()
    const { signal } = this.#start
    this.#link?.close()
    this.#link = undefined
    try {
      const started = await this.#load(signal)
      if (started) this.#take(started)
    } catch (thrown) {
      if (!signal.aborted) this.#setState({ stage: 'failed', error: toWhatsitError(thrown) })
    }
  }

  /** The person's yes to a download on Save-Data. */
  allowDownload(): void {
    this.#downloadAllowed = true
    void this.start()
  }

  /** Ends the worker, and whatever is on its way, for good. */
  close(): void {
    this.#start.abort()
    this.change.clear()
    this.engines.check.interrupt()
    this.#link?.close()
    this.#link = undefined
  }

  /** Tries again after `failed`; queued pictures are still there. */
  retry(): void {
    if (this.#state.stage !== 'failed') return
    for (const folder of this.starter.index?.models ?? []) this.starter.ladder.forgive(folder)
    this.#setState({ stage: 'downloading', loaded: 0, total: 0 })
    void this.start()
  }

  /**
   * Changes over to another model and remembers it. Until the new one has passed its self-test the one before answers, and
   * it goes on if anything fails. The caller has told the person what is to be downloaded.
   *
   * @param folder  one of the site's list
   * @throws a WhatsitError: Cancelled, or why the model is not used
   */
  async use(folder: string): Promise<void> {
    if (!this.starter.index?.models.includes(folder))
      throw new WhatsitError('ModelUnreachable', `this site offers no ${folder}`)
    this.change.clear()
    if (this.#state.stage === 'ready') {
      if (folder === this.#folder) return
      const started = await this.change.to(folder)
      this.#remember(folder)
      this.#take(started)
      return
    }
    this.#wanted = folder
    this.#downloadAllowed = true
    this.starter.ladder.forgive(folder)
    this.#setState({ stage: 'downloading', loaded: 0, total: 0 })
    await this.start()
    if (this.#folder === folder) return
    throw this.#whyNot(folder)
  }

  /** The same model on the engine that the person wants; until it has passed its self-test, the one before answers. */
  async chooseEngine(choice: EngineChoice): Promise<void> {
    this.engines.choose(choice)
    await this.#climbAnew()
  }

  /** Our own engine against the reference; a device where they differ goes over to the reference. */
  async compareEngines(): Promise<'done' | 'interrupted' | 'failed'> {
    const folder = this.#folder
    if (this.#state.stage !== 'ready' || !this.isToCompare || folder === undefined) return 'done'
    if (this.change.isUnderWay) return 'interrupted'
    const ended = await this.engines.check.run(this.#state.model, (signal) =>
      this.starter.compareWith(folder, { engine: 'ort', threads: 1 }, signal),
    )
    if (ended === 'done' && this.engines.believeCheck()) await this.#climbAnew()
    return ended
  }

  /** Whether our own engine answers, and has not been compared yet. */
  get isToCompare(): boolean {
    const { check } = this.engines
    return (
      this.#state.stage === 'ready' &&
      this.#state.model.engine === 'whatsit' &&
      check.difference(this.#state.model.sha256) === undefined
    )
  }

  async #climbAnew(): Promise<void> {
    const folder = this.#folder
    // A model that is on its way has it from the next time on.
    if (this.change.isUnderWay) return
    if (this.#state.stage !== 'ready' || folder === undefined) return this.start()
    // What goes wrong is told by the change's state.
    const started = await this.change.to(folder).catch(() => undefined)
    if (started) this.#take(started)
  }

  /** Takes a model from this device; not the one that answers. @throws a WhatsitError */
  async remove(folder: string): Promise<void> {
    if (folder === this.#folder) throw new WhatsitError('Unexpected', `${folder} is in use`)
    await this.shelf.remove(folder)
    // Perhaps another window chose it, and the next visit would have to download it.
    if (this.#folder !== undefined && chosenModel(this.#outside.memory) === folder) this.#remember(this.#folder)
  }

  /** @returns nothing when the person is asked first */
  async #load(signal: AbortSignal): Promise<StartedModel | undefined> {
    const { link, index } = await this.starter.open(signal)
    const folder = folderToLoad(index, this.#wanted ?? this.#folder ?? chosenModel(this.#outside.memory))
    if (!this.#downloadAllowed) {
      const bytes = await this.starter.bytesToDownload(link, folder, signal)
      if (bytes > 0) {
        link.close()
        this.#setState({ stage: 'asking', bytes })
        return undefined
      }
    }
    const onProgress = (progress: LoadProgress): void => {
      // Remembered, since a second try, on other settings, finds stored what the first one brought.
      if (progress.stage === 'downloading') this.#downloads = true
      this.#setState(progress)
    }
    const steps = { signal, onProgress }
    try {
      return await this.starter.load(folder, { ...steps, spare: link })
    } catch (thrown) {
      // A model that was chosen, and cannot be had today: better answers from the other one than none.
      const other = this.#folder ?? index.default
      if (signal.aborted || other === folder || !(await this.starter.isStored(other, signal))) throw thrown
      const started = await this.starter.load(other, steps)
      this.change.fail(folder, toWhatsitError(thrown))
      return started
    }
  }

  /** From now on this model answers. */
  #take({ link, folder, model }: StartedModel): void {
    this.#start.abort()
    if (this.#link) this.#retire(this.#link)
    if (folder === this.#wanted) this.#remember(folder)
    this.#wanted = undefined
    this.#link = link
    this.#folder = folder
    this.#foundStored ??= !this.#downloads && model.downloaded === 0
    this.#setState({ stage: 'ready', model })
    link.lost.catch((error) => this.replace(link, error))
  }

  #remember(folder: string): void {
    rememberModel(this.#outside.memory, folder)
  }

  #whyNot(folder: string): WhatsitError {
    const why = this.#state.stage === 'failed' ? this.#state : this.change.state
    return why?.stage === 'failed' ? why.error : new WhatsitError('Cancelled', `${folder} is not wanted any more`)
  }

  /** What this worker runs on failed at a picture: its replacement is tried on the settings below. */
  ruleOut(link: WorkerLink, error: WhatsitError): void {
    if (this.#link === link && this.#folder !== undefined) this.starter.ladder.ruleOut(this.#folder, error)
  }

  /** A worker died, or is not trusted any more: another one takes over. Does nothing for one that had been replaced. */
  replace(link: WorkerLink, thrown: unknown): void {
    if (this.#link !== link) return
    this.losses.push(toWhatsitError(thrown))
    this.#setState({ stage: 'starting' })
    void this.start()
  }

  #setState(state: ModelState): void {
    this.#state = state
    this.dispatchEvent(new Event('model-state'))
  }
}
