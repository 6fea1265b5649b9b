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
  give(bytes: number): void
  /** Gives back all that is left. */
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
    const give = (bytes: number): void => {
      mine -= bytes
      this.#held -= bytes
    }
    return {
      add: (bytes) => {
        if (this.#held + bytes > this.limit) {
          throw new HttpRefusal('MemoryFull', `${this.limit} bytes are held for all requests together`)
        }
        mine += bytes
        this.#held += bytes
      },
      give,
      end: () => give(mine),
    }
  }
}
