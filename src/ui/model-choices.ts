/** What the picker shows: the models of the site, the one on its way, and what went wrong; and the names of those that answered. */

import { type Message, messageFor } from '../client/messages.ts'
import type { OfferedModel, Shelf } from '../client/model-shelf.ts'
import { toWhatsitError } from '../core/errors.ts'
import type { Surroundings } from './surroundings.ts'
import { switchMessage } from './switch-message.ts'

/** Fires `change` when what it tells changed. */
export class ModelChoices extends EventTarget {
  /** Undefined until the site was asked. */
  shelf: Shelf | undefined
  readonly #client: Surroundings['client']
  readonly #network: Surroundings['network']
  /** Why the list cannot be shown. */
  #unknown: Message | undefined
  /** Of the models that were ready on this visit: their manifests' ids, and their names. */
  readonly #answerers = new Map<string, string>()

  constructor({ client, network }: Pick<Surroundings, 'client' | 'network'>) {
    super()
    this.#client = client
    this.#network = network
    client.addEventListener('model-state', () => {
      const { modelState } = client
      if (modelState.stage === 'ready') this.#answerers.set(modelState.model.id, modelState.model.name)
    })
    network.addEventListener('change', () => {
      this.#changed()
      // What could not be asked for may answer now.
      if (network.online && this.shelf?.models.some(({ description }) => !description)) void this.look()
    })
    client.addEventListener('model-switch', () => {
      this.#changed()
      // At the start of a visit nobody has asked yet what that model is called.
      if (client.switchState?.stage === 'failed' && !this.shelf) void this.look()
    })
  }

  /** The folder of the model that answers. */
  get current(): string | undefined {
    return this.#client.modelState.stage === 'ready' ? this.#client.model : undefined
  }

  /** Its name; empty until it is ready. */
  get currentName(): string {
    const { modelState } = this.#client
    return modelState.stage === 'ready' ? modelState.model.name : ''
  }

  /** The model on its way to be the one that answers. */
  get coming() {
    const state = this.#client.switchState
    return state && state.stage !== 'failed' ? { ...state, name: this.nameOf(state.folder) } : undefined
  }

  /** Why a model that was chosen is not used, or why there is no list. */
  get message(): Message | undefined {
    return this.notUsed ?? this.#unknown
  }

  /** Why a model that was chosen is not used. */
  get notUsed(): Message | undefined {
    const state = this.#client.switchState
    if (state?.stage !== 'failed') return undefined
    return switchMessage(state.error.name, this.nameOf(state.folder), this.currentName, this.#network.online)
  }

  /** For people; the folder's name as long as nothing better is known. */
  nameOf(folder: string): string {
    const model = this.shelf?.models.find((model) => model.folder === folder)
    return model?.description?.name ?? model?.name ?? folder
  }

  /** Whether the browser says that it has a network. */
  get online(): boolean {
    return this.#network.online
  }

  /** Who answered, where that is not plain: once two models were ready on this visit. @param id  the manifest's */
  answererOf(id: string): string {
    return this.#answerers.size > 1 ? (this.#answerers.get(id) ?? id) : ''
  }

  /** Median milliseconds of a run here; undefined until it was measured. */
  speedOf({ description }: OfferedModel): number | undefined {
    return description && this.#client.speed(description.id)
  }

  /** Asks the site and the store anew. Never rejects. */
  async look(): Promise<void> {
    try {
      this.shelf = await this.#client.shelf()
      this.#unknown = undefined
    } catch (error) {
      this.#unknown = messageFor(error)
    }
    this.#changed()
  }

  /** @returns whether that model answers now; if not, {@link message} says why, or someone cancelled it */
  async use(folder: string): Promise<boolean> {
    try {
      await this.#client.use(folder)
      return true
    } catch {
      // A self-test that failed left the model in the store.
      await this.look()
      return false
    }
  }

  /** @returns whether it is gone */
  async remove(folder: string): Promise<boolean> {
    try {
      await this.#client.remove(folder)
      await this.look()
      return true
    } catch (error) {
      this.#unknown = messageFor(toWhatsitError(error))
      this.#changed()
      return false
    }
  }

  /** Stops the model that is on its way, forgets what went wrong. */
  cancel(): void {
    this.#unknown = undefined
    this.#client.cancelSwitch()
    this.#changed()
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'))
  }
}
