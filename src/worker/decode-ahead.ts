/**
 * Decodes the next pictures while this one is preprocessed: the browser does it in threads of its own. Four at most are
 * decoded ahead, so that there is always one under way: a decoder that ends while this thread is at a picture begins with
 * nothing else. No large one is decoded beside another.
 */
import type { ExpectedPicture } from './api.ts'
import type { DecodedPicture } from './decode.ts'
import type { PictureSize } from './sniff-size.ts'

// RGBA of 36 megapixels, three photographs. A larger picture is decoded when it is alone.
export const MAX_BYTES_AT_ONCE = 144_000_000

/** As many as a pixel may take until it is decoded; planes take less. */
export const PIXEL_BYTES = 4

const MOST_AHEAD = 4

/** Decoding in two steps, so that the size is known before the pixels exist. Both reject as `decode` of decode.ts. */
export interface DecodeSteps<Sniffed extends SniffedSize> {
  sniff(image: Blob): Promise<Sniffed>
  decode(image: Blob, sniffed: Sniffed): Promise<DecodedPicture>
}

export interface SniffedSize {
  readonly size: PictureSize | undefined
}

/** A picture whose turn has come. */
export interface ClaimedPicture {
  readonly picture: DecodedPicture
  /** Milliseconds, without those in which another picture ran: nobody can see then whether a decoder has ended. */
  readonly decodeMs: number
  /** Frees the pixels. */
  release(): void
}

interface Ahead<Sniffed> extends ExpectedPicture {
  /** Undefined where it failed: the picture's own turn will tell why. */
  readonly sniffed: Promise<Sniffed | undefined>
  claimed?: Promise<ClaimedPicture | undefined>
}

/** Room for a picture, from before it is decoded until it is closed. */
interface Place {
  bytes: number
}

export class DecodeAhead<Sniffed extends SniffedSize> {
  readonly #steps: DecodeSteps<Sniffed>
  readonly #now: () => number
  readonly #places = new Set<Place>()
  #expected: readonly Ahead<Sniffed>[] = []
  #beside = 0
  #ranMs = 0

  constructor(steps: DecodeSteps<Sniffed>, now: () => number) {
    this.#steps = steps
    this.#now = now
  }

  /**
   * Names the next pictures, in order, in place of those named before: whichever is not among them is let go.
   *
   * @param beside  bytes that others take, for which there is to be room
   */
  expect(pictures: readonly ExpectedPicture[], beside = 0): void {
    this.#beside = beside
    const before = this.#expected
    this.#expected = pictures.map(
      (picture) => before.find(({ ticket }) => ticket === picture.ticket) ?? this.#sniff(picture),
    )
    for (const picture of before) if (!this.#expected.includes(picture)) letGo(picture)
    void this.#advance()
  }

  /**
   * The picture whose turn it is. What failed ahead is tried once more: the other picture may have taken the memory.
   *
   * @param ticket  under which the picture was expected, if it was
   */
  async claim(image: Blob, ticket?: number): Promise<ClaimedPicture> {
    const ahead = this.#expected.find((picture) => picture.ticket === ticket)
    this.#expected = this.#expected.filter((picture) => picture !== ahead)
    const claiming =
      ahead?.claimed?.then((claimed) => claimed ?? this.#decodeNow(image, ahead)) ?? this.#decodeNow(image, ahead)
    // Before this one is waited for: a decoder begins once the file has come through this thread's event loop, which is
    // free now and blocked afterwards.
    void this.#advance()
    const claimed = await claiming
    void this.#advance()
    return claimed
  }

  /** Runs `step`, whose time counts for no decoding. */
  async running<T>(step: () => Promise<T>): Promise<T> {
    const started = this.#now()
    try {
      return await step()
    } finally {
      this.#ranMs += this.#now() - started
    }
  }

  #sniff(picture: ExpectedPicture): Ahead<Sniffed> {
    return { ...picture, sniffed: this.#steps.sniff(picture.image).catch(() => undefined) }
  }

  async #decodeNow(image: Blob, ahead: Ahead<Sniffed> | undefined): Promise<ClaimedPicture> {
    // As large as can be until its size is known, so that nothing is begun beside it.
    const place = { bytes: MAX_BYTES_AT_ONCE }
    this.#places.add(place)
    const started = this.#clock()
    try {
      const sniffed = (await ahead?.sniffed) ?? (await this.#steps.sniff(image))
      place.bytes = mostBytes(sniffed.size)
      void this.#advance()
      return await this.#decode(image, sniffed, place, started)
    } catch (error) {
      this.#places.delete(place)
      throw error
    }
  }

  async #decode(image: Blob, sniffed: Sniffed, place: Place, started: number): Promise<ClaimedPicture> {
    const picture = await this.#steps.decode(image, sniffed)
    place.bytes = picture.bytes
    void this.#advance()
    return {
      picture,
      decodeMs: this.#clock() - started,
      release: () => {
        picture.close()
        this.#places.delete(place)
        void this.#advance()
      },
    }
  }

  /** Begins to decode the next pictures, where there is room for them; none overtakes another. */
  async #advance(): Promise<void> {
    for (const next of this.#expected.slice(0, MOST_AHEAD)) {
      const sniffed = await next.sniffed
      // Things may have moved on meanwhile.
      if (!this.#expected.slice(0, MOST_AHEAD).includes(next)) return
      if (next.claimed !== undefined) continue
      if (sniffed?.size === undefined) return
      const place = { bytes: mostBytes(sniffed.size) }
      const taken = [...this.#places].reduce((sum, { bytes }) => sum + bytes, this.#beside)
      if (taken + place.bytes > MAX_BYTES_AT_ONCE) return
      this.#places.add(place)
      next.claimed = this.#decode(next.image, sniffed, place, this.#clock()).catch(() => {
        this.#places.delete(place)
        return undefined
      })
    }
  }

  /** Stands still while a picture runs. */
  #clock(): number {
    return this.#now() - this.#ranMs
  }
}

/** What a picture may take until it is decoded; as much as can be where its header does not tell its size. */
export function mostBytes(size: PictureSize | undefined): number {
  return size === undefined ? MAX_BYTES_AT_ONCE : size.width * size.height * PIXEL_BYTES
}

function letGo({ claimed }: Ahead<unknown>): void {
  void claimed?.then((picture) => picture?.release())
}
