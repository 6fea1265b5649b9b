/** `window.whatsit`: the page's classifier for scripts, tests and the console. */

import type { ClassifierClient } from '../client/classifier-client.ts'
import type { Classification } from '../core/classification.ts'
import { fetchPicture } from './fetch-picture.ts'

export interface WhatsitApi {
  /** Resolves once it can answer, also after a retry; never rejects. */
  readonly ready: Promise<void>
  /**
   * Classifies a picture, in turn with those of the page.
   *
   * @param image  a Blob or File of any type (its bytes tell), or an address on this site
   * @throws WhatsitError, whose `name` is a code
   */
  classify(image: Blob | string | URL, options?: { topK?: number; signal?: AbortSignal }): Promise<Classification>
  /** The models that this site offers; empty until the list has come. */
  readonly models: readonly string[]
  /** The one of them that answers, or did last; undefined until one was ready. */
  readonly model: string | undefined
  /**
   * Changes over to another of {@link models}, downloading it if need be, and remembers that for the next visit. Until it is
   * ready, and for good if it fails, the one before answers.
   *
   * @throws WhatsitError, whose `name` is a code
   */
  use(model: string): Promise<void>
  readonly version: string
}

declare global {
  interface Window {
    readonly whatsit: WhatsitApi
  }
}

export function publishApi(client: ClassifierClient): void {
  const api: WhatsitApi = Object.freeze({
    get ready() {
      return client.ready
    },
    async classify(image: Blob | string | URL, { topK, signal }: { topK?: number; signal?: AbortSignal } = {}) {
      const blob = image instanceof Blob ? image : await fetchPicture(image, signal)
      return client.classify(blob, { ...(topK === undefined ? {} : { topK }), ...(signal ? { signal } : {}) })
    },
    get models() {
      return client.models
    },
    get model() {
      return client.model
    },
    use: (model: string) => client.use(model),
    version: __VERSION__,
  })
  Object.defineProperty(window, 'whatsit', { value: api, enumerable: true })
}
