/**
 * How many bytes of bodies are in memory at once, over all requests: from their arrival until their answer. Whoever
 * would exceed it is sent away, so that many large uploads cannot take the machine's memory; a slow client holds only what
 * it has sent.
 */
import { HttpRefusal } from './problem.ts'

/** One request's share. */
export interface Hold {
  /** @throws MemoryFull */
  add(bytes: number): void
  /** No more than is left: what {@link end} gave back is not given twice. */
  give(bytes: number): void
  /** Gives back all that is left; nothing counts after it. */
  end(): void
}

export class HeldBytes {
  readonly limit: number
  #held = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get now(): number {
    return this.#held
  }

  hold(): Hold {
    let mine = 0
    let isOver = false
    const give = (bytes: number): void => {
      const given = Math.min(bytes, mine)
      mine -= given
      this.#held -= given
    }
    return {
      add: (bytes) => {
        if (isOver) return
        if (this.#held + bytes > this.limit) {
          throw new HttpRefusal('MemoryFull', `${this.limit} bytes are held for all requests together`)
        }
        mine += bytes
        this.#held += bytes
      },
      give,
      end: () => {
        isOver = true
        give(mine)
      },
    }
  }
}
