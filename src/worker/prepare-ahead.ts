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
}

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

  constructor(parts: PrepareAheadParts<Sniffed>) {
    this.#parts = parts
    this.#pictures = new DecodeAhead(parts.steps, parts.now)
  }

  expect({ preprocess, pictures }: Expectation): void {
    const tickets = new Set(pictures.map(({ ticket }) => ticket))
    for (const ticket of this.#begun) if (!tickets.has(ticket)) this.#begun.delete(ticket)
    this.#waiting = pictures.filter(({ ticket }) => !this.#begun.has(ticket))
    this.#pictures.expect(this.#waiting)
    void this.#prepareAll(preprocess)
  }

  async #prepareAll(preprocess: PreprocessConfig): Promise<void> {
    if (this.#working) return
    this.#working = true
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { ticket } = next
      this.#begun.add(ticket)
      const picture = await this.#prepare(next, preprocess).catch(() => undefined)
      this.#parts.tell({ ticket, ...(picture && { picture }) })
    }
    this.#working = false
  }

  async #prepare({ image, ticket }: ExpectedPicture, preprocess: PreprocessConfig): Promise<PreparedPicture> {
    const { now, createMixer } = this.#parts
    const { picture, decodeMs, release } = await this.#pictures.claim(image, ticket)
    try {
      const prepare = () => preparePicture(picture, preprocess, { now, createMixer, decodeMs })
      return await this.#pictures.running(prepare)
    } finally {
      release()
    }
  }
}
