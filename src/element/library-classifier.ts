/**
 * The client in another person's page. What our own page keeps waiting until somebody presses "Try again" is refused here,
 * since a script waits for it; the next picture tries again.
 */
import { ClassifierClient } from '../client/classifier-client.ts'
import type { ClientOutside } from '../client/client-outside.ts'
import type { ModelState } from '../client/model-state.ts'
import type { Classification, ClassifyOptions } from '../core/classification.ts'
import { WhatsitError } from '../core/errors.ts'
import type { LoadedModel } from '../worker/api.ts'
import { mustBeBlob } from './must-be-blob.ts'

type Signalled = { readonly signal?: AbortSignal }

/** Fires `model-state` when {@link modelState} changed. */
export class LibraryClassifier extends EventTarget {
  readonly #client: ClassifierClient
  #started = false

  /** @param modelsUrl  absolute address of the folder that holds the models, ending in a slash */
  constructor(modelsUrl: string, outside: ClientOutside) {
    super()
    this.#client = new ClassifierClient(modelsUrl, outside)
    this.#client.addEventListener('model-state', () => this.dispatchEvent(new Event('model-state')))
  }

  get modelState(): ModelState {
    return this.#client.modelState
  }

  /** Starts, or after a failure tries again; what comes of it is told by {@link modelState}. */
  start(): void {
    if (this.#started) this.#client.retry()
    else void this.#client.start()
    this.#started = true
  }

  /** The visitor's yes to a download on Save-Data. */
  allowDownload(): void {
    this.#client.allowDownload()
  }

  /** Starts, if need be. @throws a WhatsitError: Cancelled, or why the model is not used */
  ready({ signal }: Signalled = {}): Promise<LoadedModel> {
    return this.#orFailure(signal, (ended, resolve) => {
      const look = (): void => {
        if (this.modelState.stage === 'ready') resolve(this.modelState.model)
      }
      look()
      this.addEventListener('model-state', look, { signal: ended })
    })
  }

  /** Starts, if need be. @throws a WhatsitError, also that of the model; TypeError if it is no Blob */
  async classify(image: Blob, { signal, ...options }: ClassifyOptions & Signalled = {}): Promise<Classification> {
    mustBeBlob(image)
    return this.#orFailure(signal, (ended, resolve, reject) => {
      this.#client.classify(image, { ...options, signal: ended }).then(resolve, reject)
    })
  }

  /** Ends the worker; what waits is refused with Cancelled, and so is what comes later. */
  dispose(): void {
    this.#client.close()
    this.dispatchEvent(new Event('disposed'))
  }

  /**
   * What `begin` gives, unless the signal fires, the model fails or this is disposed of.
   *
   * @param begin  gets a signal that fires once all is over
   */
  #orFailure<T>(
    signal: AbortSignal | undefined,
    begin: (ended: AbortSignal, resolve: (value: T) => void, reject: (error: unknown) => void) => void,
  ): Promise<T> {
    const end = new AbortController()
    const outcome = new Promise<T>((resolve, reject) => {
      const cancel = (): void => reject(new WhatsitError('Cancelled', 'the caller cancelled'))
      if (signal?.aborted) return cancel()
      this.start()
      const look = (): void => {
        if (this.modelState.stage === 'failed') reject(this.modelState.error)
      }
      const { signal: ended } = end
      signal?.addEventListener('abort', cancel, { signal: ended })
      this.addEventListener('disposed', cancel, { signal: ended })
      this.addEventListener('model-state', look, { signal: ended })
      begin(ended, resolve, reject)
    })
    return outcome.finally(() => end.abort())
  }
}
