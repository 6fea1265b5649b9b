/** The worker's side of {@link ClassifierApi}: the store, the runtime, the decoder and core, put together. */
import type { Classification, ClassifyOptions } from '../core/classification.ts'
import { type Classifier, checkLogits, createClassifier } from '../core/classifier.ts'
import { toWhatsitError, WhatsitError } from '../core/errors.ts'
import { inputSize } from '../core/geometry.ts'
import type { PreprocessConfig } from '../core/manifest.ts'
import type { ModelIndex } from '../core/model-index.ts'
import type { PreparedPicture } from '../core/prepared.ts'
import { selfTest } from '../core/self-test.ts'
import { parseTaxonomy } from '../core/taxonomy.ts'
import { simdMixer } from '../resample/simd-mixer.ts'
import type {
  ClassifierApi,
  EngineName,
  EngineSetting,
  ExpectedPicture,
  LoadedModel,
  LoadStep,
  ModelDescription,
} from './api.ts'
import { decodeSniffed, sniffPicture } from './decode.ts'
import { mostBytes } from './decode-ahead.ts'
import { EarlyInput } from './early-input.ts'
import { engines, WIRE_BYTES } from './engines.ts'
import { Idle } from './idle.ts'
import { simdKernel } from './mixer-kernel.ts'
import { ModelStore } from './model-store.ts'
import { PicturesAhead } from './pictures-ahead.ts'
import { sha256 } from './sha256.ts'
import { throttled } from './throttle.ts'

const now = (): number => performance.now()

const AHEAD_AFTER_MS = 100

export class WorkerClassifier implements ClassifierApi {
  readonly #idle = new Idle()
  readonly #store = new ModelStore({
    fetch: (...request) => fetch(...request),
    caches: globalThis.caches,
    locks: navigator.locks,
    sha256,
  })
  #ahead: PicturesAhead | undefined
  #loaded: { readonly classifier: Classifier; readonly preprocess: PreprocessConfig } | undefined
  // Calls are answered one after the other, also when a caller does not wait.
  #last: Promise<unknown> = Promise.resolve()

  build(): string {
    return __BUILD__
  }

  holdLock(name: string): Promise<void> {
    const { locks } = navigator as { locks?: LockManager }
    if (!locks) return Promise.resolve()
    return new Promise((held, failed) => {
      const forever = (): Promise<never> => {
        held()
        return new Promise(() => {})
      }
      locks.request(name, forever).catch(failed)
    })
  }

  models(indexUrl: string): Promise<ModelIndex> {
    return this.#store.index(indexUrl, () => this.#idle.wait())
  }

  async bytesToDownload(modelUrl: string, engine: EngineName): Promise<number> {
    const { missing } = await this.#store.look(modelUrl)
    return missing > 0 ? missing + WIRE_BYTES[engine] : 0
  }

  async describe(modelUrl: string): Promise<ModelDescription> {
    const { manifest, missing } = await this.#store.look(modelUrl)
    const { id, name, model, labels, publishedAccuracy } = manifest
    return {
      id,
      name,
      bytes: model.bytes + labels.bytes,
      missing,
      ...(publishedAccuracy !== undefined && { publishedAccuracy }),
    }
  }

  remove(modelUrl: string): Promise<void> {
    return this.#store.remove(modelUrl)
  }

  storedBytes(): Promise<number> {
    return this.#store.storedBytes()
  }

  load(modelUrl: string, setting: EngineSetting, onProgress: (step: LoadStep) => void): Promise<LoadedModel> {
    // Pictures may be waiting for the model already, so this is no idle time either.
    return this.#idle.during(() => this.#load(modelUrl, setting, onProgress))
  }

  async #load(modelUrl: string, setting: EngineSetting, onProgress: (step: LoadStep) => void): Promise<LoadedModel> {
    const started = now()
    // The engine starts while the model is on its way. Its failure is told only after the model is safe in the store,
    // so that the next try, in another worker, finds it there.
    onProgress({ stage: 'opening' })
    const starting = engines[setting.engine](setting.threads)
    starting.catch(() => {})
    onProgress({ stage: 'opened' })
    const tell = throttled(
      (loaded: number, total: number) => onProgress({ stage: 'downloading', loaded, total }),
      (loaded, total) => loaded === total,
    )
    const kernel = simdKernel()
    const createMixer = kernel && simdMixer(kernel)
    const early = new EarlyInput(createMixer)
    const stored = await this.#store.open(modelUrl, tell, (manifest) => early.expect(manifest))
    const fetched = now()
    if (stored.downloaded === 0) this.#refresh(modelUrl)
    onProgress({ stage: 'starting' })
    const { manifest } = stored
    const input = early.for(manifest)
    const { threads, create } = await starting
    const engine = await create(stored.model, manifest)
    const taxonomy = parseTaxonomy(JSON.parse(stored.labels))
    const classifier = createClassifier({ engine, manifest, taxonomy, now, createMixer })
    const ready = now()
    const { logits, largestDifference } = await selfTest(engine, manifest, input)
    checkLogits(logits, taxonomy.classes.length)
    this.#loaded = { classifier, preprocess: manifest.preprocess }
    this.#openAhead(setting.ahead)
    return {
      id: manifest.id,
      name: manifest.name,
      sha256: manifest.model.sha256,
      bytes: manifest.model.bytes + manifest.labels.bytes,
      ...(manifest.license !== undefined && { license: manifest.license }),
      ...(manifest.publishedAccuracy !== undefined && { publishedAccuracy: manifest.publishedAccuracy }),
      inputSize: inputSize(manifest.preprocess),
      engine: setting.engine,
      threads,
      kept: stored.kept,
      downloaded: stored.downloaded,
      timing: { fetch: fetched - started, start: ready - fetched, selfTest: now() - ready },
      ...(largestDifference !== undefined && { largestDifference }),
      testLogits: [...logits],
    }
  }

  #openAhead(when: EngineSetting['ahead']): void {
    const open = (): void => {
      this.#ahead = new PicturesAhead(openAheadThread)
    }
    if (when === 'before') open()
    // Whoever waits for this model has the cores to itself first.
    if (when === 'after') setTimeout(open, AHEAD_AFTER_MS)
  }

  expect(pictures: readonly ExpectedPicture[]): void {
    if (this.#loaded) this.#ahead?.expect(pictures, this.#loaded.preprocess)
  }

  classify(image: Blob, options?: ClassifyOptions, ticket?: number): Promise<Classification> {
    // Now: the next expectation no longer names this one.
    const prepared = this.#ahead?.take(ticket)
    const answer = this.#last.then(() => this.#idle.during(() => this.#classify(image, options, prepared)))
    this.#last = answer.catch(() => {})
    return answer
  }

  async #classify(
    image: Blob,
    options: ClassifyOptions | undefined,
    prepared: Promise<PreparedPicture | undefined> | undefined,
  ): Promise<Classification> {
    if (!this.#loaded) throw new WhatsitError('Unexpected', 'classify before load')
    const { classifier } = this.#loaded
    try {
      const picture = (await prepared) ?? (await this.#prepare(image, classifier))
      return await classifier.answer(picture, options, { alone: this.#ahead?.working === true })
    } catch (error) {
      throw error instanceof RangeError ? toWhatsitError(error, 'OutOfMemory') : toWhatsitError(error)
    }
  }

  /** Here, at its turn; the thread, which may be at the next ones, hears what it takes. */
  async #prepare(image: Blob, classifier: Classifier): Promise<PreparedPicture> {
    const started = now()
    try {
      const sniffed = await sniffPicture(image)
      this.#ahead?.beside(mostBytes(sniffed.size))
      const picture = await decodeSniffed(image, sniffed)
      this.#ahead?.beside(picture.bytes)
      try {
        return await classifier.prepare(picture, now() - started)
      } finally {
        picture.close()
      }
    } finally {
      this.#ahead?.beside(0)
    }
  }

  /** Looks for a newer model once a visit, and never on a connection whose owner saves data. */
  #refresh(modelUrl: string): void {
    const { connection } = navigator as { connection?: { saveData?: boolean } }
    if (connection?.saveData !== true) void this.#store.refresh(modelUrl, () => this.#idle.wait())
  }
}

function openAheadThread(): Worker {
  return new Worker(new URL('./ahead-thread.ts', import.meta.url), { type: 'module', name: 'whatsit-ahead' })
}
