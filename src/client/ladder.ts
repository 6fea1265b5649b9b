/**
 * The ladder of settings: a model is tried on each, best first, until one passes its self-test, and what became of each
 * try is kept for "About this device". A setting that failed is not tried again on this visit, unless someone asks.
 */
import { toWhatsitError, type WhatsitError } from '../core/errors.ts'
import type { EngineSetting, LoadedModel } from '../worker/api.ts'

export interface Attempt {
  /** The model's folder. */
  readonly folder: string
  readonly setting: EngineSetting
  /** Milliseconds of start and self-test, without the download. */
  readonly ms: number
  readonly outcome:
    | { readonly kind: 'chosen'; readonly largestDifference?: number }
    | { readonly kind: 'failed'; readonly error: WhatsitError }
}

/** One try. `starting` is to be called when the download is over. */
type Try<T> = (setting: EngineSetting, starting: () => void) => Promise<T>

// Enough for a bug report, however often a worker dies on one visit.
const MOST_ATTEMPTS = 12

export class Ladder {
  #settings: readonly EngineSetting[]
  #attempts: readonly Attempt[] = []
  #ruledOut: readonly Attempt[] = []

  /** @param settings  best first, at least one */
  constructor(settings: readonly EngineSetting[]) {
    this.#settings = settings
  }

  /** What a model is tried on from now on, best first; what failed before is tried again. */
  get settings(): readonly EngineSetting[] {
    return this.#settings
  }

  set settings(settings: readonly EngineSetting[]) {
    this.#settings = settings
    this.#ruledOut = []
  }

  /** Of this visit, oldest first. */
  get attempts(): readonly Attempt[] {
    return this.#attempts
  }

  /**
   * @returns what the first try gave that did not fail
   * @throws a WhatsitError: that of the last setting, or at once what no other setting could mend
   */
  async climb<T extends { readonly model: LoadedModel }>(folder: string, attempt: Try<T>): Promise<T> {
    let left = this.#left(folder)
    for (;;) {
      const [setting, ...others] = left
      if (!setting) throw new Error('a ladder without settings')
      let began = performance.now()
      const starting = (): void => {
        began = performance.now()
      }
      const record = (outcome: Attempt['outcome']): Attempt => {
        const made = { folder, setting, ms: performance.now() - began, outcome }
        this.#attempts = [...this.#attempts, made].slice(-MOST_ATTEMPTS)
        return made
      }
      try {
        const started = await attempt(setting, starting)
        const { largestDifference } = started.model
        record({ kind: 'chosen', ...(largestDifference !== undefined && { largestDifference }) })
        return started
      } catch (thrown) {
        const error = toWhatsitError(thrown)
        if (!dependsOnSetting(error)) throw error
        this.#ruledOut = [...this.#ruledOut, record({ kind: 'failed', error })]
        left = others.filter((next) => mayHelp(next, setting, error))
        if (left.length === 0) throw error
      }
    }
  }

  /** What was chosen for this model has failed at a picture: the settings below it come first from now on. */
  ruleOut(folder: string, error: WhatsitError): void {
    const chosen = this.#attempts.findLast((one) => one.folder === folder && one.outcome.kind === 'chosen')
    if (!chosen) return
    const failed: Attempt = { ...chosen, outcome: { kind: 'failed', error } }
    this.#attempts = [...this.#attempts, failed].slice(-MOST_ATTEMPTS)
    this.#ruledOut = [...this.#ruledOut, failed]
  }

  /** Every setting may be tried with this model again: someone asked for it. */
  forgive(folder: string): void {
    this.#ruledOut = this.#ruledOut.filter((attempt) => attempt.folder !== folder)
  }

  #left(folder: string): readonly EngineSetting[] {
    const bars = ({ folder: failed, outcome }: Attempt): boolean =>
      // A runtime that does not start will not start for another model either.
      failed === folder || (outcome.kind === 'failed' && outcome.error.name === 'RuntimeFailed')
    const left = this.#settings.filter((setting) => !this.#ruledOut.some((one) => one.setting === setting && bars(one)))
    return left.length > 0 ? left : this.#settings
  }
}

/** Whether a failure is one of engine and threads, rather than of the network or the model's files. */
function dependsOnSetting({ name }: WhatsitError): boolean {
  const names = ['RuntimeFailed', 'RunFailed', 'SelfTestFailed', 'OutOfMemory', 'WorkerLost', 'ModelUnsupported']
  return names.includes(name)
}

/** A model that an engine cannot run may run on another one, never on other threads. */
function mayHelp(next: EngineSetting, failed: EngineSetting, { name }: WhatsitError): boolean {
  return name !== 'ModelUnsupported' || next.engine !== failed.engine
}
