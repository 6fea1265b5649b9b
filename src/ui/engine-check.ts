/**
 * Our own engine against the reference, on this device: onnxruntime-web answers the self-test's picture too, in a worker of
 * its own, once for each model and build, when nothing else is going on.
 */
import type { LoadedModel } from '../worker/api.ts'
import type { Memory } from './memory.ts'

/** Above it the device is not trusted with our own engine. Rounding alone gives less than a twentieth of it. */
export const LARGEST_DIFFERENCE = 1e-3

const KEY = 'engine-check'

interface Stored {
  readonly build: string
  /** Largest difference between any two logits, by the model's id. */
  readonly differences: Readonly<Record<string, number>>
}

/** Largest difference between two engines' logits; infinite where they are not to be compared. */
export function largestDifference(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY
  return ours.reduce((most, logit, index) => {
    const difference = Math.abs(logit - (theirs[index] ?? Number.NaN))
    return difference <= most ? most : Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference
  }, 0)
}

export class EngineCheck {
  readonly #memory: Memory
  readonly #build: string
  #abort: AbortController | undefined

  constructor(memory: Memory, build: string) {
    this.#memory = memory
    this.#build = build
  }

  /** What the comparison gave; undefined where there was none yet. @param model  the manifest's id */
  difference(model: string): number | undefined {
    return this.#stored().differences[model]
  }

  /** True once a model's numbers were too far from the reference's, with this build. */
  get distrusted(): boolean {
    return Object.values(this.#stored().differences).some((difference) => difference > LARGEST_DIFFERENCE)
  }

  /**
   * Compares, unless that has been done.
   *
   * @param reference  loads the same model on the reference; the signal fires when {@link interrupt} is called
   */
  async run(
    { id, testLogits }: Pick<LoadedModel, 'id' | 'testLogits'>,
    reference: (signal: AbortSignal) => Promise<Pick<LoadedModel, 'testLogits'>>,
  ): Promise<'done' | 'interrupted' | 'failed'> {
    if (this.difference(id) !== undefined) return 'done'
    this.interrupt()
    const abort = new AbortController()
    this.#abort = abort
    try {
      const { testLogits: theirs } = await reference(abort.signal)
      const found = Math.min(largestDifference(testLogits, theirs), Number.MAX_VALUE)
      const { differences } = this.#stored()
      this.#memory.write(KEY, { build: this.#build, differences: { ...differences, [id]: found } } satisfies Stored)
      return 'done'
    } catch {
      // Without network, or no memory for a second engine: another visit compares.
      return abort.signal.aborted ? 'interrupted' : 'failed'
    } finally {
      if (this.#abort === abort) this.#abort = undefined
    }
  }

  /** A picture has come: it has the device to itself. */
  interrupt(): void {
    this.#abort?.abort()
    this.#abort = undefined
  }

  #stored(): Stored {
    const value = this.#memory.read(KEY) as { readonly build?: unknown; readonly differences?: unknown } | undefined
    const nothing = { build: this.#build, differences: {} }
    if (value?.build !== this.#build || typeof value.differences !== 'object' || value.differences === null)
      return nothing
    const entries = Object.entries(value.differences).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0,
    )
    return { build: this.#build, differences: Object.fromEntries(entries) }
  }
}
