/**
 * onnxruntime-web's files, kept apart from the precache: they are most of a build's bytes, and the page opens and answers
 * without waiting for them. They come when the page asks, and go when no window needs their build any more.
 */
import { isPageInstead } from './same-build.ts'

export const RUNTIME_CACHE = 'whatsit-onnxruntime'

/** @param url  of a file of the build */
export function isRuntimeFile(url: string): boolean {
  return /(^|\/)assets\/ort-[^/]+$/.test(url)
}

/** What it needs from outside. */
export interface RuntimeOutside {
  readonly fetch: (url: string) => Promise<Response>
  readonly caches: CacheStorage
}

export class RuntimeFiles {
  readonly #urls: ReadonlySet<string>
  readonly #outside: RuntimeOutside

  /** @param urls  absolute addresses of this build's runtime files; they carry a hash */
  constructor(urls: readonly string[], outside: RuntimeOutside) {
    this.#urls = new Set(urls)
    this.#outside = outside
  }

  /** Fetches what is not there yet; what fails is left for the next time. */
  async keep(): Promise<void> {
    const cache = await this.#outside.caches.open(RUNTIME_CACHE)
    const kept = await this.#kept()
    const missing = [...this.#urls].filter((url) => !kept.has(url))
    await Promise.allSettled(
      missing.map(async (url) => {
        const response = await this.#outside.fetch(url)
        if (response.ok && !isPageInstead(url, response.headers.get('Content-Type'))) await cache.put(url, response)
      }),
    )
  }

  async areKept(): Promise<boolean> {
    const kept = await this.#kept()
    return [...this.#urls].every((url) => kept.has(url))
  }

  /** Drops the files of other builds. */
  async cleanUp(): Promise<void> {
    const foreign = [...(await this.#kept())].filter((url) => !this.#urls.has(url))
    if (foreign.length === 0) return
    const cache = await this.#outside.caches.open(RUNTIME_CACHE)
    await Promise.all(foreign.map((url) => cache.delete(url)))
  }

  /** Addresses of all that is kept, other builds' included. */
  async #kept(): Promise<ReadonlySet<string>> {
    // has() first: open() would create the cache before there is anything to keep.
    if (!(await this.#outside.caches.has(RUNTIME_CACHE))) return new Set()
    const cache = await this.#outside.caches.open(RUNTIME_CACHE)
    return new Set((await cache.keys()).map((request) => request.url))
  }
}
