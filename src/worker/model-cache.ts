/** Cache Storage as the model store needs it: a browser that refuses it is remembered, never an error. */
import { MODEL_CACHE } from '../core/store-names.ts'

export class ModelCache {
  /** True once the browser refused anything: the storage is full, forbidden or broken. */
  refused = false
  readonly #caches: CacheStorage | undefined

  /** @param caches  absent in an insecure context */
  constructor(caches: CacheStorage | undefined) {
    this.#caches = caches
  }

  get exists(): boolean {
    return this.#caches !== undefined
  }

  match(key: string): Promise<Response | undefined> {
    return this.#try((cache) => cache.match(key))
  }

  async put(key: string, body: Uint8Array<ArrayBuffer> | string): Promise<void> {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
    await this.#try((cache) => cache.put(key, new Response(body, { headers: { 'Content-Type': type } })))
  }

  async delete(key: string): Promise<void> {
    await this.#try((cache) => cache.delete(key))
  }

  async keys(): Promise<string[]> {
    return (await this.#try((cache) => cache.keys()))?.map((request) => request.url) ?? []
  }

  async #try<T>(step: (cache: Cache) => Promise<T>): Promise<T | undefined> {
    try {
      const cache = await this.#caches?.open(MODEL_CACHE)
      return cache && (await step(cache))
    } catch {
      this.refused = true
      return undefined
    }
  }
}
