/**
 * From nothing to a model that answers: opens a worker, checks that it belongs to this page, reads the site's list of
 * models, and climbs the ladder, with a new worker for each setting. Used for the start of the page, for a worker's
 * replacement, and beside the worker that answers for a change of model.
 */
import * as Comlink from 'comlink'
import { WhatsitError } from '../core/errors.ts'
import type { ModelIndex } from '../core/model-index.ts'
import type { EngineSetting, LoadedModel, LoadProgress, LoadStep } from '../worker/api.ts'
import type { ClientOutside } from './client-outside.ts'
import type { Ladder } from './ladder.ts'
import type { WorkerLink } from './worker-link.ts'

const OWN_START_MS = 30_000

export interface StartedModel {
  readonly link: WorkerLink
  /** Its folder's name in the site's list. */
  readonly folder: string
  readonly model: LoadedModel
}

export interface LoadSteps {
  readonly onProgress: (progress: LoadProgress) => void
  /** Ends the load and its worker. */
  readonly signal: AbortSignal
  /** A worker that is open already and has loaded nothing. */
  readonly spare?: WorkerLink
}

export class ModelStarter {
  readonly ladder: Ladder
  readonly #modelsUrl: string
  readonly #outside: Pick<ClientOutside, 'openWorker' | 'times' | 'index'>
  #index: ModelIndex | undefined

  /** @param modelsUrl  absolute address of the folder that holds `index.json`, ending in a slash */
  constructor(modelsUrl: string, outside: Pick<ClientOutside, 'openWorker' | 'times' | 'index'>, ladder: Ladder) {
    this.#modelsUrl = modelsUrl
    this.#outside = outside
    this.#index = outside.index
    this.ladder = ladder
  }

  /** Undefined until {@link open} has read it, unless the page said it. */
  get index(): ModelIndex | undefined {
    return this.#index
  }

  url(folder: string): string {
    return new URL(`${folder}/`, this.#modelsUrl).href
  }

  /**
   * Opens a worker of this build; {@link index} is known then.
   *
   * @throws WorkerUnreachable | WorkerLost | VersionMismatch | ModelUnreachable | ModelUnsupported | Cancelled
   */
  async open(signal: AbortSignal): Promise<{ readonly link: WorkerLink; readonly index: ModelIndex }> {
    const link = this.#outside.openWorker()
    const step = async (): Promise<ModelIndex> => {
      // Both are asked at once: while the page draws itself for the first time, each answer waits for that.
      const index = this.#index ?? link.api.models(new URL('index.json', this.#modelsUrl).href)
      Promise.resolve(index).catch(() => {})
      const build = await this.#firstWord(link.api)
      if (build !== __BUILD__) throw new WhatsitError('VersionMismatch', `page ${__BUILD__}, worker ${build}`)
      this.#index ??= await index
      return this.#index
    }
    return { link, index: await during(link, signal, step()) }
  }

  /**
   * The model, on the first setting with which it passes its self-test.
   *
   * @throws a WhatsitError: Cancelled, or as {@link ClassifierApi.load}
   */
  load(folder: string, { onProgress, signal, spare }: LoadSteps): Promise<StartedModel> {
    let opened = spare
    return this.ladder.climb(folder, async (setting, starting) => {
      // A worker is replaced, not repaired: after a failed start onnxruntime-web refuses every later one.
      const link = opened ?? (await this.open(signal)).link
      opened = undefined
      let over = false
      const tell = (progress: LoadProgress): void => {
        // Progress crosses on a port of its own, so a busy page may get the worker's last word of it after the outcome; taken
        // for news, it would cover up that the load has failed, for ever.
        if (over || signal.aborted) return
        if (progress.stage === 'starting') starting()
        onProgress(progress)
      }
      try {
        const model = await during(link, signal, this.#loadWithin(link.api, this.url(folder), setting, tell))
        return { link, folder, model }
      } finally {
        over = true
      }
    })
  }

  /**
   * The model on another setting, in a worker of its own that is ended at once: for its numbers alone.
   *
   * @throws a WhatsitError: Cancelled, or as {@link ClassifierApi.load}
   */
  async compareWith(folder: string, setting: EngineSetting, signal: AbortSignal): Promise<LoadedModel> {
    const { link } = await this.open(signal)
    const model = await during(
      link,
      signal,
      this.#loadWithin(link.api, this.url(folder), setting, () => {}),
    )
    link.close()
    return model
  }

  /** What a load of this model would have to download, on the setting that is tried first. @throws as {@link open} */
  bytesToDownload(link: WorkerLink, folder: string, signal: AbortSignal): Promise<number> {
    const engine = this.ladder.settings[0]?.engine ?? 'ort'
    return during(link, signal, link.api.bytesToDownload(this.url(folder), engine))
  }

  /** Whether a model can be loaded without a download. */
  async isStored(folder: string, signal: AbortSignal): Promise<boolean> {
    try {
      const { link } = await this.open(signal)
      const bytes = await this.bytesToDownload(link, folder, signal)
      link.close()
      return bytes === 0
    } catch {
      return false
    }
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

  #loadWithin(
    api: WorkerLink['api'],
    modelUrl: string,
    setting: EngineSetting,
    tell: (progress: LoadProgress) => void,
  ): Promise<LoadedModel> {
    // Our own engine waits for no large file. While Firefox's developer tools are open, or WebDriver drives it, `new Worker`
    // in a worker does, now and then, not return (tools/browsers/firefox-workers.mjs): the worker cannot tell, nor watch a clock.
    const start = Math.min(this.#outside.times.start, setting.engine === 'whatsit' ? OWN_START_MS : Infinity)
    return new Promise((resolve, reject) => {
      let limit: ReturnType<typeof setTimeout> | undefined
      const onProgress = (step: LoadStep): void => {
        clearTimeout(limit)
        // A download has limits of its own.
        if (step.stage === 'opening' || step.stage === 'starting') {
          limit = setTimeout(() => reject(new WhatsitError('RuntimeFailed', `not ready within ${start} ms`)), start)
        }
        if (step.stage === 'downloading' || step.stage === 'starting') tell(step)
      }
      api
        .load(modelUrl, setting, Comlink.proxy(onProgress))
        .then(resolve, reject)
        .finally(() => clearTimeout(limit))
    })
  }
}

/** What `step` gives, unless the worker dies or the signal fires first; the worker is closed unless it gave something. */
async function during<T>(link: WorkerLink, signal: AbortSignal, step: Promise<T>): Promise<T> {
  let cancel = (): void => {}
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(new WhatsitError('Cancelled', 'not wanted any more'))
  })
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel)
  try {
    return await Promise.race([step, link.lost, cancelled])
  } catch (error) {
    link.close()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
