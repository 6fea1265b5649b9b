/** The models of the site as the picker shows them: what each is, whether it is here, and taking one away again. */
import type { ModelDescription } from '../worker/api.ts'
import type { ModelStarter } from './model-starter.ts'
import type { WorkerLink } from './worker-link.ts'

// A person waits for the list: what a slow site does not say until then is left out.
const LIMIT_MS = 4000

export interface OfferedModel {
  /** Its folder's name in the site's list. */
  readonly folder: string
  /** As the site's list has it; absent where that says none. */
  readonly name?: string
  /** Undefined for one that is not here and cannot be asked for now. */
  readonly description?: ModelDescription
}

export interface Shelf {
  /** In the order of the site's list. */
  readonly models: readonly OfferedModel[]
  /** Bytes that all models on this device take, together. */
  readonly storedBytes: number
}

export class ModelShelf {
  readonly #starter: ModelStarter
  readonly #link: () => WorkerLink | undefined

  /** @param link  of the worker that answers, if there is one; else a worker is opened for each question */
  constructor(starter: ModelStarter, link: () => WorkerLink | undefined) {
    this.#starter = starter
    this.#link = link
  }

  /** @throws a WhatsitError: the list of models is out of reach */
  look(): Promise<Shelf> {
    return this.#with(async (api) => {
      const { models: folders = [], names = {} } = this.#starter.index ?? {}
      const models = folders.map(async (folder): Promise<OfferedModel> => {
        const name = names[folder]
        const unknown = new Promise<undefined>((resolve) => setTimeout(resolve, LIMIT_MS))
        const known = api.describe(this.#starter.url(folder)).catch(() => undefined)
        const description = await Promise.race([known, unknown])
        return { folder, ...(name !== undefined && { name }), ...(description && { description }) }
      })
      return { models: await Promise.all(models), storedBytes: await api.storedBytes() }
    })
  }

  remove(folder: string): Promise<void> {
    return this.#with((api) => api.remove(this.#starter.url(folder)))
  }

  async #with<T>(step: (api: WorkerLink['api']) => Promise<T>): Promise<T> {
    const answering = this.#link()
    if (answering) return Promise.race([step(answering.api), answering.lost])
    const { link } = await this.#starter.open(new AbortController().signal)
    try {
      return await Promise.race([step(link.api), link.lost])
    } finally {
      link.close()
    }
  }
}
