/**
 * The one owner of models: finds them in Cache Storage or downloads them, and gives them out only after their hash
 * matched. A manifest is stored last, so a stored manifest means a model that is whole; a new version lies beside the old
 * one until then. Without storage (insecure context, full, forbidden) it works from memory.
 */
import { type ModelManifest, parseManifest } from '../core/manifest.ts'
import { type ModelIndex, parseModelIndex } from '../core/model-index.ts'
import type { Kept } from './api.ts'
import { fetchJson } from './fetch-json.ts'
import { ModelCache } from './model-cache.ts'
import { fileKey, ModelFiles, partKey, type VerifiedFile } from './model-files.ts'
import type { StoreOutside } from './store-outside.ts'
import { filesOf, manifestUrl, StoredManifests } from './stored-manifests.ts'

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

/** Told of the manifest of a model that is on its way. May take its time: it is called when this thread would only wait. */
type OnManifest = (manifest: ModelManifest) => void

interface FetchOptions {
  readonly onProgress?: Progress
  /** Awaited between chunks. */
  readonly gate?: () => Promise<void>
  readonly onManifest?: OnManifest
}

interface VerifiedModel {
  readonly manifest: ModelManifest
  readonly labels: VerifiedFile
  readonly model: VerifiedFile
}

export class ModelStore {
  readonly #outside: StoreOutside
  readonly #cache: ModelCache
  readonly #files: ModelFiles
  readonly #manifests: StoredManifests

  constructor(outside: StoreOutside) {
    this.#outside = outside
    this.#cache = new ModelCache(outside.caches)
    this.#files = new ModelFiles(outside, this.#cache)
    this.#manifests = new StoredManifests(this.#cache)
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
    const stored = await this.#manifests.json(url, parseModelIndex)
    if (!stored) return fresh()
    gate()
      .then(fresh)
      .catch(() => {})
    return stored
  }

  /**
   * What there is to know of a model without having it. Its manifest is the stored one if the store holds all of it.
   *
   * @returns `missing`: bytes that {@link open} would download
   * @throws ModelUnreachable | ModelUnsupported
   */
  async look(modelUrl: string): Promise<{ readonly manifest: ModelManifest; readonly missing: number }> {
    const missing = async (manifest: ModelManifest): Promise<number> => {
      const bytes = filesOf(manifest).map(async (file) =>
        (await this.#cache.match(fileKey(file, modelUrl))) ? 0 : file.bytes,
      )
      return (await Promise.all(bytes)).reduce((sum, each) => sum + each, 0)
    }
    const stored = await this.#manifests.of(modelUrl)
    if (stored && (await missing(stored)) === 0) return { manifest: stored, missing: 0 }
    const manifest = await this.#freshManifest(modelUrl)
    return { manifest, missing: await missing(manifest) }
  }

  /**
   * @param modelUrl  absolute address of the model's folder, ending in a slash
   * @param onManifest  called while the stored model's hash is computed, or its download has begun; once more where the first one
   *   proves to be damaged
   * @throws ModelUnreachable | ModelCorrupt | ModelUnsupported
   */
  async open(modelUrl: string, onProgress: Progress, onManifest: OnManifest = () => {}): Promise<StoredModel> {
    const found =
      (await this.#stored(modelUrl, onManifest)) ??
      (await this.#fetched(await this.#freshManifest(modelUrl), modelUrl, { onProgress, onManifest }))
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
      const stored = await this.#manifests.of(modelUrl)
      if (!stored) return
      const fresh = await this.#freshManifest(modelUrl)
      if (JSON.stringify(fresh) === JSON.stringify(stored)) return
      await this.#fetched(fresh, modelUrl, { gate })
    } catch {
      // The next visit tries again.
    }
  }

  /** Takes a model out of the store; what other stored models need of it stays. */
  async remove(modelUrl: string): Promise<void> {
    const manifest = await this.#manifests.of(modelUrl)
    await this.#cache.delete(manifestUrl(modelUrl))
    if (manifest) await this.#forget(manifest, modelUrl)
  }

  /** Bytes of all stored models together; what they share counts once. */
  async storedBytes(): Promise<number> {
    return [...(await this.#manifests.files()).values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** The stored version, if there is one and all of it still has the right hashes. */
  async #stored(modelUrl: string, onManifest: OnManifest): Promise<VerifiedModel | undefined> {
    const manifest = await this.#manifests.of(modelUrl)
    if (!manifest) return undefined
    const [labels, model] = await Promise.all([
      this.#files.stored(manifest.labels, modelUrl),
      this.#files.stored(manifest.model, modelUrl, () => onManifest(manifest)),
    ])
    return labels && model && { manifest, labels, model }
  }

  /** The version that `manifest` names, from the store where it has parts of it, and stored as a whole at the end. */
  async #fetched(manifest: ModelManifest, modelUrl: string, options: FetchOptions): Promise<VerifiedModel> {
    const total = manifest.labels.bytes + manifest.model.bytes
    const loaded = { labels: 0, model: 0 }
    const tell = (name: 'labels' | 'model', bytes: number): void => {
      loaded[name] = bytes
      options.onProgress?.(loaded.labels + loaded.model, total)
    }
    const part = async (name: 'labels' | 'model'): Promise<VerifiedFile> => {
      const onProgress = (bytes: number): void => tell(name, bytes)
      const file = await this.#files.find(manifest[name], modelUrl, {
        ...(options.gate ? { gate: options.gate } : {}),
        onProgress,
      })
      // One that was stored already told of nothing.
      tell(name, file.bytes.length)
      return file
    }
    // How much there is to come is known before the first byte.
    tell('model', 0)
    const parts = Promise.all([part('labels'), part('model')])
    parts.catch(() => {})
    options.onManifest?.(manifest)
    const [labels, model] = await parts
    await this.#finish(modelUrl, manifest)
    return { manifest, labels, model }
  }

  /** Makes this version the stored one, if all of it is stored, and drops what only the version before had. */
  async #finish(modelUrl: string, manifest: ModelManifest): Promise<void> {
    for (const file of filesOf(manifest)) if (!(await this.#cache.match(fileKey(file, modelUrl)))) return
    const before = await this.#manifests.of(modelUrl)
    await this.#cache.put(manifestUrl(modelUrl), JSON.stringify(manifest))
    if (before) await this.#forget(before, modelUrl)
  }

  /** Deletes the files of a manifest that no stored one names. */
  async #forget(manifest: ModelManifest, modelUrl: string): Promise<void> {
    const needed = await this.#manifests.files()
    for (const file of filesOf(manifest)) {
      const key = fileKey(file, modelUrl)
      if (needed.has(key)) continue
      await this.#cache.delete(key)
      await this.#cache.delete(partKey(file, modelUrl))
    }
  }

  #freshManifest(modelUrl: string): Promise<ModelManifest> {
    return this.#freshJson(manifestUrl(modelUrl), parseManifest)
  }

  async #freshJson<T>(url: string, parse: (value: unknown) => T): Promise<T> {
    return parse(await fetchJson(url, this.#outside.fetch))
  }
}
