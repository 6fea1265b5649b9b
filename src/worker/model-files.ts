/**
 * One file of a model at a time: the stored copy if its hash is right, else a download, by one tab for all of them. What
 * had come when a download failed is kept beside, so that the next try, in another worker or on another visit, goes on
 * there; like everything else it counts only once the whole has the right hash.
 */
import { hasErrorCode, WhatsitError } from '../core/errors.ts'
import type { ModelFile } from '../core/manifest.ts'
import { storeKey } from '../core/store-names.ts'
import { download } from './download.ts'
import type { ModelCache } from './model-cache.ts'
import { sharedProgress } from './shared-progress.ts'
import type { StoreOutside } from './store-outside.ts'

export interface VerifiedFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly downloaded: number
}

export interface FileOptions {
  readonly onProgress?: (loaded: number) => void
  /** Awaited before each request and between chunks. */
  readonly gate?: () => Promise<void>
}

export class ModelFiles {
  readonly #outside: StoreOutside
  readonly #cache: ModelCache

  constructor(outside: StoreOutside, cache: ModelCache) {
    this.#outside = outside
    this.#cache = cache
  }

  /** @throws ModelUnreachable | ModelCorrupt */
  async find(file: ModelFile, modelUrl: string, options: FileOptions): Promise<VerifiedFile> {
    const progress = sharedProgress(file.sha256, options.onProgress)
    const step = async (): Promise<VerifiedFile> =>
      (await this.stored(file, modelUrl)) ??
      (await this.#download(file, modelUrl, { ...options, onProgress: progress.tell }))
    try {
      // Another tab may be at it: whoever waits for the lock finds the file in the store when its turn comes.
      return await this.#oneTabAtATime(`whatsit-model-${file.sha256}`, step)
    } finally {
      progress.close()
    }
  }

  /**
   * The stored bytes, if they are there and still the right ones; wrong ones are thrown away.
   *
   * @param meanwhile  called once the bytes are read, while another thread computes their hash; throws nothing
   */
  async stored(file: ModelFile, modelUrl: string, meanwhile?: () => void): Promise<VerifiedFile | undefined> {
    const key = fileKey(file, modelUrl)
    const response = await this.#cache.match(key)
    if (!response) return undefined
    try {
      const bytes = new Uint8Array(await response.arrayBuffer())
      const hash = this.#outside.sha256(bytes)
      meanwhile?.()
      if ((await hash) === file.sha256) return { bytes, downloaded: 0 }
    } catch {
      // An entry that cannot be read is as good as none.
    }
    await this.#cache.delete(key)
    return undefined
  }

  /** Where there are no locks, or the browser refuses them with the storage, tabs go their own ways. */
  async #oneTabAtATime<T>(lock: string, step: () => Promise<T>): Promise<T> {
    const { locks } = this.#outside
    if (!locks) return step()
    let begun = false
    try {
      return await locks.request(lock, () => {
        begun = true
        return step()
      })
    } catch (error) {
      if (begun) throw error
      return step()
    }
  }

  async #download(file: ModelFile, modelUrl: string, options: FileOptions): Promise<VerifiedFile> {
    const { fetch, sha256, pausesMs } = this.#outside
    const url = new URL(file.url, modelUrl).href
    const part = partKey(file, modelUrl)
    const whole = {
      ...options,
      fetch,
      bytes: file.bytes,
      keepPart: (bytes: Uint8Array<ArrayBuffer>) => this.#cache.put(part, bytes),
      ...(pausesMs ? { pausesMs } : {}),
    }
    const verified = async (cache: RequestCache, begun?: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => {
      const bytes = await download(url, { ...whole, cache, ...(begun ? { begun } : {}) })
      const found = await sha256(bytes)
      if (found === file.sha256) return bytes
      throw new WhatsitError('ModelCorrupt', `${url}: sha256 is ${found}, the manifest says ${file.sha256}`)
    }
    const bytes = await verified('default', await this.#part(part)).catch((error) => {
      if (!hasErrorCode(error) || error.name !== 'ModelCorrupt') throw error
      // Perhaps only the HTTP cache (or what was kept of an earlier try) is older or broken, or a page that came in its
      // place: once more from the start, past it.
      return verified('reload')
    })
    await this.#cache.put(fileKey(file, modelUrl), bytes)
    await this.#cache.delete(part)
    return { bytes, downloaded: bytes.length }
  }

  async #part(key: string): Promise<Uint8Array | undefined> {
    try {
      const response = await this.#cache.match(key)
      return response && new Uint8Array(await response.arrayBuffer())
    } catch {
      return undefined
    }
  }
}

export function fileKey(file: ModelFile, modelUrl: string): string {
  return storeKey(new URL(file.url, modelUrl).href, file.sha256)
}

/** Where the beginning of a file lies that has not come whole. */
export function partKey(file: ModelFile, modelUrl: string): string {
  return storeKey(`${new URL(file.url, modelUrl).href}.part`, file.sha256)
}
