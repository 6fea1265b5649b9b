/**
 * A change of model while another one answers: the new one is loaded in a worker of its own and handed over only after
 * its self-test, so that whatever goes wrong leaves the one that answers as it was.
 */
import { toWhatsitError, WhatsitError } from '../core/errors.ts'
import type { ModelStarter, StartedModel } from './model-starter.ts'

/** How the model that is on its way stands; `folder` is its name in the site's list. */
export type SwitchState =
  /** `total` 0 = not known yet. */
  | { readonly stage: 'downloading'; readonly folder: string; readonly loaded: number; readonly total: number }
  | { readonly stage: 'starting'; readonly folder: string }
  /** Until the next change, or {@link ModelSwitch.clear}. */
  | { readonly stage: 'failed'; readonly folder: string; readonly error: WhatsitError }

export class ModelSwitch {
  readonly #starter: ModelStarter
  readonly #changed: () => void
  #state: SwitchState | undefined
  #abort = new AbortController()

  /** @param changed  called whenever {@link state} changed */
  constructor(starter: ModelStarter, changed: () => void) {
    this.#starter = starter
    this.#changed = changed
  }

  /** Undefined while no model is on its way and nothing failed. */
  get state(): SwitchState | undefined {
    return this.#state
  }

  get isUnderWay(): boolean {
    return this.#state !== undefined && this.#state.stage !== 'failed'
  }

  /** Loads it, in place of any other that is on its way. @throws a WhatsitError: Cancelled, or what the state says then */
  async to(folder: string): Promise<StartedModel> {
    this.clear()
    const { signal } = this.#abort
    this.#set({ stage: 'downloading', folder, loaded: 0, total: 0 })
    this.#starter.ladder.forgive(folder)
    try {
      const onProgress = (progress: object): void => this.#set({ ...progress, folder } as SwitchState)
      const started = await this.#starter.load(folder, { onProgress, signal })
      if (signal.aborted) {
        started.link.close()
        throw new WhatsitError('Cancelled', `${folder} is not wanted any more`)
      }
      this.#set(undefined)
      return started
    } catch (thrown) {
      const error = toWhatsitError(thrown)
      if (!signal.aborted) this.fail(folder, error)
      throw error
    }
  }

  /** Says that a model is not used although it was chosen. */
  fail(folder: string, error: WhatsitError): void {
    this.#set({ stage: 'failed', folder, error })
  }

  /** Stops the model that is on its way, forgets one that failed. */
  clear(): void {
    this.#abort.abort()
    this.#abort = new AbortController()
    if (this.#state) this.#set(undefined)
  }

  #set(state: SwitchState | undefined): void {
    this.#state = state
    this.#changed()
  }
}
