/** Tells when no picture is being classified: idle downloads wait for it, so that classifying causes no request. */

// Pictures of one batch follow each other at once; a pause this long means that the person is looking at answers.
const QUIET_MS = 2000

export class Idle {
  readonly #quietMs: number
  #busy = 0
  #since = 0

  constructor(quietMs = QUIET_MS) {
    this.#quietMs = quietMs
  }

  /** Runs `step`; for its time, nothing is idle. */
  async during<T>(step: () => Promise<T>): Promise<T> {
    this.#busy++
    try {
      return await step()
    } finally {
      this.#busy--
      this.#since = performance.now()
    }
  }

  /** Resolves once nothing has been going on for a while. */
  async wait(): Promise<void> {
    for (;;) {
      const quiet = this.#busy > 0 ? 0 : performance.now() - this.#since
      if (quiet >= this.#quietMs) return
      await new Promise((resume) => setTimeout(resume, this.#quietMs - quiet))
    }
  }
}
