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
    // One question instead of two, and a visit asks for four files before it can answer.
    return this.#try((caches) => caches.match(key, { cacheName: MODEL_CACHE }))
  }

  async put(key: string, body: Uint8Array<ArrayBuffer> | string): Promise<void> {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
    await this.#inCache((cache) => cache.put(key, new Response(body, { headers: { 'Content-Type': type } })))
  }

  async delete(key: string): Promise<void> {
    await this.#inCache((cache) => cache.delete(key))
  }

  async keys(): Promise<string[]> {
    return (await this.#inCache((cache) => cache.keys()))?.map((request) => request.url) ?? []
  }

  #inCache<T>(step: (cache: Cache) => Promise<T>): Promise<T | undefined> {
    return this.#try(async (caches) => step(await caches.open(MODEL_CACHE)))
  }

  async #try<T>(step: (caches: CacheStorage) => Promise<T>): Promise<T | undefined> {
    try {
      return this.#caches && (await step(this.#caches))
    } catch {
      this.refused = true
      return undefined
    }
  }
}
