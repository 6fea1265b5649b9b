/** What is read out by screen readers, each once, when they are free: a live region speaks of what is added to it. */

export interface Announcement {
  readonly id: number
  readonly text: string
}

// More than a screen reader has yet to say; older ones are only in the way of one that reads the page to its end.
const MOST = 20

export class Announcements {
  /** Oldest first. */
  list: readonly Announcement[] = []
  #lastId = 0

  add(text: string): void {
    this.#lastId += 1
    this.list = [...this.list, { id: this.#lastId, text }].slice(-MOST)
  }

  clear(): void {
    this.list = []
  }
}
