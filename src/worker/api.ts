/**
 * What the page may ask of its worker: the whole interface between the two. Everything crosses by structured clone
 * (Blobs by reference), errors arrive with their code as `name`. Calls of `classify` are answered one at a time.
 */
import type { Classification, ClassifyOptions } from '../core/classification.ts'
import type { Size } from '../core/geometry.ts'
import type { ModelIndex } from '../core/model-index.ts'

/** How far a load is. Bytes are the model's and the labels' together, as the manifest promises them. */
export type LoadProgress =
  | { readonly stage: 'downloading'; readonly loaded: number; readonly total: number }
  | { readonly stage: 'starting' }

/**
 * The same, and when the engine's threads are being opened: a call that does not return, now and then, in Firefox while
 * something listens to its workers. The worker cannot tell, so it says so beforehand.
 */
export type LoadStep = LoadProgress | { readonly stage: 'opening' | 'opened' }

/** The engines that this build has; `engines.ts` starts them. */
export type EngineName =
  /** Our own, for the families of networks that it knows. */
  | 'whatsit'
  /** onnxruntime-web, the reference, for every other. */
  | 'ort'

/** On what a model may run; a model is used only where its self-test passed. */
export interface EngineSetting {
  readonly engine: EngineName
  /** 1 to 4; 1 needs no shared memory. */
  readonly threads: number
  /** When to start a thread that prepares the next pictures: before the model is ready, or a moment after. Never if absent. */
  readonly ahead?: 'before' | 'after'
}

/** What there is to know of a model without having it. */
export interface ModelDescription {
  /** The manifest's `id` and, for people, its name. */
  readonly id: string
  readonly name: string
  /** Bytes of model and labels together. */
  readonly bytes: number
  /** Of those, how many are not on this device; 0 when the store holds the model whole. */
  readonly missing: number
  /** Top-1 on ImageNet as published, 0 to 1; absent where nobody published it. */
  readonly publishedAccuracy?: number
}

/** Where the model's bytes are kept after this load. */
export type Kept =
  /** In Cache Storage, so the next visit needs no network. */
  | 'stored'
  /** In memory only: the browser has no Cache Storage here (insecure context). */
  | 'no-storage'
  /** In memory only: the storage is full or forbidden. */
  | 'storage-refused'

export interface LoadedModel {
  /** The manifest's `id` and, for people, its name. */
  readonly id: string
  readonly name: string
  /** Of the model's file. */
  readonly sha256: string
  /** Bytes of model and labels together. */
  readonly bytes: number
  /** Absent where the manifest does not say. */
  readonly license?: string
  /** Top-1 on ImageNet as published, 0 to 1; absent where the manifest does not say. */
  readonly publishedAccuracy?: number
  /** Of the network's input, pixels. */
  readonly inputSize: Size
  readonly engine: EngineName
  /** That the engine has: 1 also where it was to have more and found no shared memory. */
  readonly threads: number
  readonly kept: Kept
  /** Bytes that came over the network for this load; 0 on a repeat visit. */
  readonly downloaded: number
  /** Milliseconds: getting the bytes, starting the engine, the self-test, which is the warm-up run too. */
  readonly timing: { readonly fetch: number; readonly start: number; readonly selfTest: number }
  /** Between the self-test's logits and the manifest's golden ones; absent where the manifest has none. */
  readonly largestDifference?: number
  /** What the self-test's picture gave, [classes]: two engines are compared by it. */
  readonly testLogits: readonly number[]
}

/** A picture that waits for its turn. */
export interface ExpectedPicture {
  /** A number of the caller's, for this picture alone. */
  readonly ticket: number
  readonly image: Blob
}

export interface ClassifierApi {
  /** The build that this worker's files belong to; the page compares it with its own. */
  build(): string

  /**
   * Holds the named Web Lock for as long as this worker lives, so that the page, asking for the same lock, learns of its
   * death at once. Resolves when the lock is held; does nothing where there are no Web Locks.
   */
  holdLock(name: string): Promise<void>

  /**
   * The models that this site offers.
   *
   * @param indexUrl  address of `models/index.json`
   * @throws ModelUnreachable | ModelUnsupported
   */
  models(indexUrl: string): Promise<ModelIndex>

  /**
   * Bytes that `load` would have to download, about: 0 when the store holds the model whole.
   *
   * @param engine  whose files are counted too
   * @throws as `load`
   */
  bytesToDownload(modelUrl: string, engine: EngineName): Promise<number>

  /** Without network it knows of stored models only. @throws ModelUnreachable | ModelUnsupported */
  describe(modelUrl: string): Promise<ModelDescription>

  /** Takes a model out of the store; what other models share with it stays, and so does one that is loaded. */
  remove(modelUrl: string): Promise<void>

  /** Bytes that all stored models take, together. */
  storedBytes(): Promise<number>

  /**
   * Downloads (or finds in the store), verifies, starts and self-tests a model; after it, `classify` answers.
   *
   * @param modelUrl  address of the folder that holds `manifest.json`, ending in a slash
   * @param onProgress  a Comlink proxy, called at most ten times a second and once at each stage's end
   * @throws ModelUnreachable | ModelCorrupt | ModelUnsupported | WorkerUnreachable | RuntimeFailed | RunFailed
   *   | SelfTestFailed | OutOfMemory
   */
  load(modelUrl: string, setting: EngineSetting, onProgress: (step: LoadStep) => void): Promise<LoadedModel>

  /**
   * Names the pictures that will be asked for next, in order, in place of those named before: the first of them may be
   * prepared while another picture is being answered. What is wrong with one is told by its own `classify`; never fails.
   */
  expect(pictures: readonly ExpectedPicture[]): void

  /**
   * @param image  the file as it came; its type is sniffed from its bytes
   * @param ticket  under which `expect` named it, if it did
   * @throws ImageEmpty | ImageTooLarge | ImageUndecodable | ImageUnreadable | ImageUnsupported | ImageHeic | ImageSvg
   *   | ImageVideo | ImagePdf | PixelsScrambled | OutOfMemory | RunFailed
   */
  classify(image: Blob, options?: ClassifyOptions, ticket?: number): Promise<Classification>
}
