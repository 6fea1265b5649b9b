/**
 * The one owner of model files: finds them in Cache Storage or downloads them, and gives them out only after their hash
 * matched. A manifest is stored last, so a stored manifest means a model that is whole; a new version lies beside the old
 * one until then. Without storage (insecure context, full, forbidden) it works from memory.
 */
import { hasErrorCode, WhatsitError } from '../core/errors.ts'
import { type ModelFile, type ModelManifest, parseManifest } from '../core/manifest.ts'
import { type ModelIndex, parseModelIndex } from '../core/model-index.ts'
import { storeKey } from '../core/store-names.ts'
import type { Kept } from './api.ts'
import { type DownloadOptions, download } from './download.ts'
import { fetchJson } from './fetch-json.ts'
import { ModelCache } from './model-cache.ts'
import { sharedProgress } from './shared-progress.ts'

/** What the store needs of the world outside, so that tests can break it. */
export interface StoreOutside {
  readonly fetch: typeof fetch
  /** Absent in an insecure context. */
  readonly caches?: CacheStorage | undefined
  /** Absent in an insecure context: then two tabs may download the same file. */
  readonly locks?: LockManager | undefined
  readonly sha256: (bytes: Uint8Array<ArrayBuffer>) => Promise<string>
  /** Waits between the tries of a download, see {@link download}. */
  readonly pausesMs?: readonly number[]
}

export interface StoredModel {
  readonly manifest: ModelManifest
  readonly model: Uint8Array<ArrayBuffer>
  /** The text of labels.json. */
  readonly labels: string
  readonly kept: Kept
  /** Bytes that came over the network. */
  readonly downloaded: number
}

/** Bytes so far, of bytes in all. */
type Progress = (loaded: number, total: number) => void

interface FilesOptions {
  readonly onProgress?: Progress
  /** Awaited between chunks. */
  readonly gate?: () => Promise<void>
}

interface VerifiedFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly downloaded: number
}

interface VerifiedModel {
  readonly manifest: ModelManifest
  readonly labels: VerifiedFile
  readonly model: VerifiedFile
}

export class ModelStore {
  readonly #outside: StoreOutside
  readonly #cache: ModelCache

  constructor(outside: StoreOutside) {
    this.#outside = outside
    this.#cache = new ModelCache(outside.caches)
  }

  /**
   * The site's list of models: the stored copy at once where there is one (a newer one is then stored for the next visit).
   *
   * @param gate  awaited before the request for a newer one
   * @throws ModelUnreachable | ModelUnsupported
   */
  async index(url: string, gate: () => Promise<void>): Promise<ModelIndex> {
    const fresh = async (): Promise<ModelIndex> => {
      const index = await this.#freshJson(url, parseModelIndex)
      await this.#cache.put(url, JSON.stringify(index))
      return index
    }
    const stored = await this.#storedJson(url, parseModelIndex)
    if (!stored) return fresh()
    gate()
      .then(fresh)
      .catch(() => {})
    return stored
  }

  /** Bytes that {@link open} would download; 0 when model and labels are stored. @throws as `open` */
  async bytesToDownload(modelUrl: string): Promise<number> {
    const missing = async (manifest: ModelManifest): Promise<number> => {
      const bytes = [manifest.labels, manifest.model].map(async (file) =>
        (await this.#cache.match(keyOf(file, modelUrl))) ? 0 : file.bytes,
      )
      return (await Promise.all(bytes)).reduce((sum, each) => sum + each, 0)
    }
    const stored = await this.#storedJson(manifestUrl(modelUrl), parseManifest)
    if (stored && (await missing(stored)) === 0) return 0
    return missing(await this.#freshJson(manifestUrl(modelUrl), parseManifest))
  }

  /**
   * @param modelUrl  absolute address of the model's folder, ending in a slash
   * @throws ModelUnreachable | ModelCorrupt | ModelUnsupported
   */
  async open(modelUrl: string, onProgress: Progress): Promise<StoredModel> {
    const found =
      (await this.#stored(modelUrl)) ??
      (await this.#fetched(await this.#freshJson(manifestUrl(modelUrl), parseManifest), modelUrl, { onProgress }))
    return {
      manifest: found.manifest,
      model: found.model.bytes,
      labels: new TextDecoder().decode(found.labels.bytes),
      kept: !this.#cache.exists ? 'no-storage' : this.#cache.refused ? 'storage-refused' : 'stored',
      downloaded: found.model.downloaded + found.labels.downloaded,
    }
  }

  /**
   * Looks whether the site has a newer version of a stored model and stores it for the next visit. Quiet: without
   * network, or when anything fails, the stored version stays.
   *
   * @param gate  awaited before each request and between the chunks of a download
   */
  async refresh(modelUrl: string, gate: () => Promise<void>): Promise<void> {
    try {
      await gate()
      const stored = await this.#storedJson(manifestUrl(modelUrl), parseManifest)
      if (!stored) return
      const fresh = await this.#freshJson(manifestUrl(modelUrl), parseManifest)
      if (JSON.stringify(fresh) === JSON.stringify(stored)) return
      await this.#fetched(fresh, modelUrl, { gate })
    } catch {
      // The next visit tries again.
    }
  }

  /** The stored version, if there is one and all of it still has the right hashes. */
  async #stored(modelUrl: string): Promise<VerifiedModel | undefined> {
    const manifest = await this.#storedJson(manifestUrl(modelUrl), parseManifest)
    if (!manifest) return undefined
    const [labels, model] = await Promise.all([
      this.#storedFile(manifest.labels, modelUrl),
      this.#storedFile(manifest.model, modelUrl),
    ])
    return labels && model && { manifest, labels, model }
  }

  /** The version that `manifest` names, from the store where it has parts of it, and stored as a whole at the end. */
  async #fetched(manifest: ModelManifest, modelUrl: string, options: FilesOptions): Promise<VerifiedModel> {
    const total = manifest.labels.bytes + manifest.model.bytes
    const loaded = { labels: 0, model: 0 }
    const part = (name: 'labels' | 'model'): Promise<VerifiedFile> =>
      this.#file(manifest[name], modelUrl, {
        ...(options.gate ? { gate: options.gate } : {}),
        onProgress: (bytes) => {
          loaded[name] = bytes
          options.onProgress?.(loaded.labels + loaded.model, total)
        },
      })
    const [labels, model] = await Promise.all([part('labels'), part('model')])
    await this.#finish(modelUrl, manifest)
    return { manifest, labels, model }
  }

  async #file(file: ModelFile, modelUrl: string, options: Partial<DownloadOptions>): Promise<VerifiedFile> {
    const progress = sharedProgress(file.sha256, options.onProgress)
    const find = async (): Promise<VerifiedFile> =>
      (await this.#storedFile(file, modelUrl)) ??
      (await this.#download(file, modelUrl, { ...options, onProgress: progress.tell }))
    try {
      // Another tab may be at it: whoever waits for the lock finds the file in the store when its turn comes.
      return await this.#oneTabAtATime(`whatsit-model-${file.sha256}`, find)
    } finally {
      progress.close()
    }
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

  async #download(file: ModelFile, modelUrl: string, options: Partial<DownloadOptions>): Promise<VerifiedFile> {
    const { fetch, sha256, pausesMs } = this.#outside
    const url = new URL(file.url, modelUrl).href
    const whole = { ...options, fetch, bytes: file.bytes, ...(pausesMs ? { pausesMs } : {}) }
    const verified = async (cache: RequestCache): Promise<Uint8Array<ArrayBuffer>> => {
      const bytes = await download(url, { ...whole, cache })
      const found = await sha256(bytes)
      if (found === file.sha256) return bytes
      throw new WhatsitError('ModelCorrupt', `${url}: sha256 is ${found}, the manifest says ${file.sha256}`)
    }
    const bytes = await verified('default').catch((error) => {
      if (!hasErrorCode(error) || error.name !== 'ModelCorrupt') throw error
      // Perhaps only the HTTP cache holds an older or broken copy, or a page that came in its place: once more, past it.
      return verified('reload')
    })
    await this.#cache.put(keyOf(file, modelUrl), bytes)
    return { bytes, downloaded: bytes.length }
  }

  /** The stored bytes, if they are there and still the right ones; wrong ones are thrown away. */
  async #storedFile(file: ModelFile, modelUrl: string): Promise<VerifiedFile | undefined> {
    const key = keyOf(file, modelUrl)
    const response = await this.#cache.match(key)
    if (!response) return undefined
    try {
      const bytes = new Uint8Array(await response.arrayBuffer())
      if ((await this.#outside.sha256(bytes)) === file.sha256) return { bytes, downloaded: 0 }
    } catch {
      // An entry that cannot be read is as good as none.
    }
    await this.#cache.delete(key)
    return undefined
  }

  /** Makes this version the stored one, if all of it is stored, and drops what only the version before had. */
  async #finish(modelUrl: string, manifest: ModelManifest): Promise<void> {
    for (const key of keysOf(manifest, modelUrl)) if (!(await this.#cache.match(key))) return
    const before = await this.#storedJson(manifestUrl(modelUrl), parseManifest)
    await this.#cache.put(manifestUrl(modelUrl), JSON.stringify(manifest))
    if (!before) return
    const needed = new Set(await this.#neededKeys())
    for (const key of keysOf(before, modelUrl)) if (!needed.has(key)) await this.#cache.delete(key)
  }

  /** Keys of the files that any stored manifest names: models share their labels. */
  async #neededKeys(): Promise<string[]> {
    const manifests = (await this.#cache.keys()).filter((key) => key.endsWith('/manifest.json'))
    const keys = manifests.map(async (url) => {
      const manifest = await this.#storedJson(url, parseManifest)
      return manifest ? keysOf(manifest, new URL('./', url).href) : []
    })
    return (await Promise.all(keys)).flat()
  }

  async #storedJson<T>(url: string, parse: (value: unknown) => T): Promise<T | undefined> {
    const response = await this.#cache.match(url)
    if (!response) return undefined
    try {
      return parse(await response.json())
    } catch {
      await this.#cache.delete(url)
      return undefined
    }
  }

  async #freshJson<T>(url: string, parse: (value: unknown) => T): Promise<T> {
    return parse(await fetchJson(url, this.#outside.fetch))
  }
}

function keyOf(file: ModelFile, modelUrl: string): string {
  return storeKey(new URL(file.url, modelUrl).href, file.sha256)
}

function keysOf(manifest: ModelManifest, modelUrl: string): string[] {
  return [manifest.labels, manifest.model].map((file) => keyOf(file, modelUrl))
}

function manifestUrl(modelUrl: string): string {
  return new URL('manifest.json', modelUrl).href
}
