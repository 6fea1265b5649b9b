/**
 * Our own engine against the reference, on this device: onnxruntime-web answers the self-test's picture too, in a worker of
 * its own, once for each model and build, when nothing else is going on.
 */
import type { LoadedModel } from '../worker/api.ts'
import type { Memory } from './memory.ts'

/** Above it the device is not trusted with our own engine. Rounding alone gives less than a twentieth of it. */
export const LARGEST_DIFFERENCE = 1e-3

const KEY = 'engine-check'

/** What two engines are compared by. */
type ComparedModel = Pick<LoadedModel, 'sha256' | 'testLogits'>

interface Stored {
  readonly build: string
  /** Largest difference between any two logits, by the sha256 of the model's file. */
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
  /** Also where nothing can be remembered. */
  #differences: Stored['differences']
  #abort: AbortController | undefined

  constructor(memory: Memory, build: string) {
    this.#memory = memory
    this.#build = build
    this.#differences = stored(memory.read(KEY), build)
  }

  /** What the comparison gave; undefined where there was none yet. @param sha256  of the model's file */
  difference(sha256: string): number | undefined {
    return this.#differences[sha256]
  }

  /** True once a model's numbers were too far from the reference's, with this build. */
  get distrusted(): boolean {
    return Object.values(this.#differences).some((difference) => difference > LARGEST_DIFFERENCE)
  }

  /**
   * Compares, unless that has been done.
   *
   * @param reference  loads the same model on the reference; the signal fires when {@link interrupt} is called
   */
  async run(
    { sha256, testLogits }: ComparedModel,
    reference: (signal: AbortSignal) => Promise<ComparedModel>,
  ): Promise<'done' | 'interrupted' | 'failed'> {
    if (this.difference(sha256) !== undefined) return 'done'
    this.interrupt()
    const abort = new AbortController()
    this.#abort = abort
    try {
      const theirs = await reference(abort.signal)
      // A newer version of the model was stored meanwhile: the next visit compares that.
      if (theirs.sha256 !== sha256) return 'failed'
      const found = Math.min(largestDifference(testLogits, theirs.testLogits), Number.MAX_VALUE)
      this.#differences = { ...this.#differences, [sha256]: found }
      this.#memory.write(KEY, { build: this.#build, differences: this.#differences } satisfies Stored)
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
}

/** What an earlier visit with the same build found. */
function stored(value: unknown, build: string): Stored['differences'] {
  const { build: of, differences } = (value ?? {}) as { readonly build?: unknown; readonly differences?: unknown }
  if (of !== build || typeof differences !== 'object' || differences === null) return {}
  const entries = Object.entries(differences).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0,
  )
  return Object.fromEntries(entries)
}
