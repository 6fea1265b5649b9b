/** Whether the browser says that it has a network: for the quiet "offline" mark, never for deciding what is tried. */

/** Fires `change` when {@link online} changed. */
export class Connection extends EventTarget {
  readonly #outside: Pick<Window, 'navigator' | 'addEventListener' | 'removeEventListener'>

  constructor(outside: Pick<Window, 'navigator' | 'addEventListener' | 'removeEventListener'> = window) {
    super()
    this.#outside = outside
    outside.addEventListener('online', this.#changed)
    outside.addEventListener('offline', this.#changed)
  }

  get online(): boolean {
    // Some embedded browsers leave it out; they are taken to be online.
    return this.#outside.navigator.onLine !== false
  }

  close(): void {
    this.#outside.removeEventListener('online', this.#changed)
    this.#outside.removeEventListener('offline', this.#changed)
  }

  readonly #changed = (): void => {
    this.dispatchEvent(new Event('change'))
  }
}
