/**
 * In the thread that prepares the next pictures: decodes and preprocesses them in their order, each as soon as it can be, and
 * tells what came of it. The engine never blocks this thread, so files and decoded pictures are dealt with when they come.
 */
import type { PreprocessConfig } from '../core/manifest.ts'
import type { CreateMixer } from '../core/mixer.ts'
import { type PreparedPicture, preparePicture } from '../core/prepared.ts'
import type { ExpectedPicture } from './api.ts'
import { DecodeAhead, type DecodeSteps, type SniffedSize } from './decode-ahead.ts'

/** What the thread is told: the pictures that come next, in place of those that it was told before. */
export interface Expectation {
  readonly preprocess: PreprocessConfig
  readonly pictures: readonly ExpectedPicture[]
  /** Bytes of a picture that is being prepared elsewhere. */
  readonly beside: number
}

/** What it says once it hears. */
export const FIRST_WORD = 'here'

/** What it tells. */
export interface Preparation {
  readonly ticket: number
  /** Absent where it failed: the picture's own turn will tell why. */
  readonly picture?: PreparedPicture
}

export interface PrepareAheadParts<Sniffed extends SniffedSize> {
  readonly steps: DecodeSteps<Sniffed>
  readonly now: () => number
  readonly createMixer?: CreateMixer | undefined
  readonly tell: (preparation: Preparation) => void
}

export class PrepareAhead<Sniffed extends SniffedSize> {
  readonly #parts: PrepareAheadParts<Sniffed>
  readonly #pictures: DecodeAhead<Sniffed>
  #waiting: ExpectedPicture[] = []
  /** Of those that were named last, the tickets that need nothing more. */
  readonly #begun = new Set<number>()
  #working = false
  /** Being prepared; what to do when it is named no more. */
  #current: { readonly ticket: number; readonly letGo: () => void } | undefined

  constructor(parts: PrepareAheadParts<Sniffed>) {
    this.#parts = parts
    this.#pictures = new DecodeAhead(parts.steps, parts.now)
  }

  expect({ preprocess, pictures, beside }: Expectation): void {
    const tickets = new Set(pictures.map(({ ticket }) => ticket))
    for (const ticket of this.#begun) if (!tickets.has(ticket)) this.#begun.delete(ticket)
    this.#waiting = pictures.filter(({ ticket }) => !this.#begun.has(ticket))
    if (this.#current && !tickets.has(this.#current.ticket)) this.#current.letGo()
    this.#pictures.expect(this.#waiting, beside)
    void this.#prepareAll(preprocess)
  }

  async #prepareAll(preprocess: PreprocessConfig): Promise<void> {
    if (this.#working) return
    this.#working = true
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { ticket } = next
      this.#begun.add(ticket)
      const dropped = new Promise<undefined>((resolve) => {
        this.#current = { ticket, letGo: () => resolve(undefined) }
      })
      const picture = await this.#prepare(next, preprocess, dropped).catch(() => undefined)
      this.#current = undefined
      this.#parts.tell({ ticket, ...(picture && { picture }) })
    }
    this.#working = false
  }

  /** @param dropped  nobody waits for it any more: a decoder may take long, or hang, and the next picture does not wait for that */
  async #prepare(
    { image, ticket }: ExpectedPicture,
    preprocess: PreprocessConfig,
    dropped: Promise<undefined>,
  ): Promise<PreparedPicture | undefined> {
    const { now, createMixer } = this.#parts
    const claiming = this.#pictures.claim(image, ticket)
    const claimed = await Promise.race([claiming, dropped])
    if (!claimed) {
      claiming.then(
        (late) => late.release(),
        () => {},
      )
      return undefined
    }
    const { picture, decodeMs, release } = claimed
    try {
      const prepare = () => preparePicture(picture, preprocess, { now, createMixer, decodeMs })
      return await this.#pictures.running(prepare)
    } finally {
      release()
    }
  }
}
