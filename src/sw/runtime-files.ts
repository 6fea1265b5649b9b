/**
 * onnxruntime-web's files, kept apart from the precache: they are most of a build's bytes, and the page opens and answers
 * without them. They come when the page asks, and go when no window needs their build any more.
 */
import { isPageInstead } from './same-build.ts'

/** @param scope  the service worker's: two sites on one host keep theirs apart */
export function runtimeCacheName(scope: string): string {
  return `whatsit-onnxruntime-${scope}`
}

/** @param url  of a file of the build */
export function isRuntimeFile(url: string): boolean {
  return /(^|\/)assets\/ort-[^/]+$/.test(url)
}

/** What it needs from outside. */
export interface RuntimeOutside {
  readonly fetch: (url: string) => Promise<Response>
  readonly caches: CacheStorage
  /** Of {@link runtimeCacheName}. */
  readonly cacheName: string
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
    const cache = await this.#outside.caches.open(this.#outside.cacheName)
    const kept = await this.#kept()
    const missing = [...this.#urls].filter((url) => !kept.has(url))
    await Promise.allSettled(
      missing.map(async (url) => {
        const response = await this.#outside.fetch(url)
        if (response.ok && !isPageInstead(url, response.headers.get('Content-Type'))) await cache.put(url, response)
      }),
    )
  }

  /**
   * For a new version's install: a device that has the runtime of the version before will have this one's before it moves over.
   *
   * @throws Error  where they could not be fetched
   */
  async keepAgain(): Promise<void> {
    if ((await this.#kept()).size === 0) return
    await this.keep()
    if (!(await this.areKept())) throw new Error('the runtime of this version did not arrive')
  }

  async areKept(): Promise<boolean> {
    const kept = await this.#kept()
    return [...this.#urls].every((url) => kept.has(url))
  }

  /** Drops the files of other builds. */
  async cleanUp(): Promise<void> {
    const foreign = [...(await this.#kept())].filter((url) => !this.#urls.has(url))
    if (foreign.length === 0) return
    const cache = await this.#outside.caches.open(this.#outside.cacheName)
    await Promise.all(foreign.map((url) => cache.delete(url)))
  }

  /** Addresses of all that is kept, other builds' included. */
  async #kept(): Promise<ReadonlySet<string>> {
    // has() first: open() would create the cache before there is anything to keep.
    if (!(await this.#outside.caches.has(this.#outside.cacheName))) return new Set()
    const cache = await this.#outside.caches.open(this.#outside.cacheName)
    return new Set((await cache.keys()).map((request) => request.url))
  }
}
