/**
 * The engine's side of the thread that prepares the next pictures. Where it fails, each is prepared when its turn has come.
 */
import type { PreprocessConfig } from '../core/manifest.ts'
import type { PreparedPicture } from '../core/prepared.ts'
import type { ExpectedPicture } from './api.ts'
import { type Expectation, FIRST_WORD, type Preparation } from './prepare-ahead.ts'

/** A picture that was named, until its turn comes and it is there. */
interface Coming {
  readonly picture: ExpectedPicture
  readonly prepared: Promise<PreparedPicture | undefined>
  readonly settle: (picture: PreparedPicture | undefined) => void
  settled: boolean
  /** Its turn has come. */
  taken: boolean
}

/** As much of a worker as is needed here. */
export type AheadThread = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>

export class PicturesAhead {
  readonly #coming = new Map<number, Coming>()
  #thread: AheadThread | undefined
  /** It has said a word: nothing is left to a thread that may never come. */
  #heard = false
  #beside = 0
  /** Of the model that the pictures are for. */
  #preprocess: PreprocessConfig | undefined

  /** @param open  starts the thread; may throw */
  constructor(open: () => AheadThread) {
    try {
      this.#thread = open()
    } catch {
      return
    }
    // Where its script does not come, or an error reaches its outermost edge.
    this.#thread.addEventListener('error', (event) => this.#fail(event))
    this.#thread.addEventListener('messageerror', (event) => this.#fail(event))
    this.#thread.addEventListener('message', (event) => {
      this.#heard = true
      const { data } = event as MessageEvent<Preparation | typeof FIRST_WORD>
      if (data === FIRST_WORD) return
      this.#coming.get(data.ticket)?.settle(data.picture)
      this.#forgetDone()
    })
  }

  /**
   * Names the next pictures, in order, in place of those named before.
   *
   * @param preprocess  as the model wants it
   */
  expect(pictures: readonly ExpectedPicture[], preprocess: PreprocessConfig): void {
    if (!this.#thread || !this.#heard) return
    const tickets = new Set(pictures.map(({ ticket }) => ticket))
    for (const [ticket, one] of this.#coming) {
      if (one.taken || tickets.has(ticket)) continue
      one.settle(undefined)
      this.#coming.delete(ticket)
    }
    for (const picture of pictures) {
      if (!this.#coming.has(picture.ticket)) this.#coming.set(picture.ticket, coming(picture))
    }
    this.#preprocess = preprocess
    this.#tell()
  }

  /** @param bytes  that a picture takes which is prepared elsewhere; 0 once it is closed */
  beside(bytes: number): void {
    this.#beside = bytes
    this.#tell()
  }

  #tell(): void {
    // Nothing has been expected yet.
    if (!this.#preprocess) return
    const wanted = [...this.#coming.values()].filter(({ settled }) => !settled)
    const pictures = wanted.map(({ picture }) => picture)
    this.#thread?.postMessage({ preprocess: this.#preprocess, pictures, beside: this.#beside } satisfies Expectation)
  }

  /**
   * Takes a picture whose turn has come.
   *
   * @returns nothing, at once or later, where it is still to be prepared
   */
  async take(ticket: number | undefined): Promise<PreparedPicture | undefined> {
    const one = ticket === undefined ? undefined : this.#coming.get(ticket)
    if (!one) return undefined
    one.taken = true
    this.#forgetDone()
    return one.prepared
  }

  /** Whether a picture is being prepared, beside those that were taken. */
  get working(): boolean {
    return [...this.#coming.values()].some(({ settled, taken }) => !settled && !taken)
  }

  #forgetDone(): void {
    for (const [ticket, { settled, taken }] of this.#coming) if (settled && taken) this.#coming.delete(ticket)
  }

  #fail(event: Event): void {
    event.preventDefault()
    this.#thread?.terminate()
    this.#thread = undefined
    for (const { settle } of this.#coming.values()) settle(undefined)
    this.#coming.clear()
  }
}

function coming(picture: ExpectedPicture): Coming {
  let resolve: (picture: PreparedPicture | undefined) => void = () => {}
  const prepared = new Promise<PreparedPicture | undefined>((settle) => {
    resolve = settle
  })
  const one: Coming = {
    picture,
    prepared,
    settle(picture) {
      one.settled = true
      resolve(picture)
    },
    settled: false,
    taken: false,
  }
  return one
}
