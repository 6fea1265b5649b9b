/** The small JSON files of the store. A stored manifest means a model that is whole: it is written last, deleted first. */
import type { ModelFile, ModelManifest } from '../core/manifest.ts'
import { parseManifest } from '../core/manifest.ts'
import type { ModelCache } from './model-cache.ts'
import { fileKey } from './model-files.ts'

export class StoredManifests {
  readonly #cache: ModelCache

  constructor(cache: ModelCache) {
    this.#cache = cache
  }

  /** The stored manifest of a model, whether or not its files are still there. */
  of(modelUrl: string): Promise<ModelManifest | undefined> {
    return this.json(manifestUrl(modelUrl), parseManifest)
  }

  /** @returns undefined for what is not stored, or is not what it should be, which is thrown away */
  async json<T>(url: string, parse: (value: unknown) => T): Promise<T | undefined> {
    const response = await this.#cache.match(url)
    if (!response) return undefined
    try {
      return parse(await response.json())
    } catch {
      await this.#cache.delete(url)
      return undefined
    }
  }

  /** The files that stored manifests name, each once, by its key: models share their labels. */
  async files(): Promise<ReadonlyMap<string, ModelFile>> {
    const urls = (await this.#cache.keys()).filter((key) => key.endsWith('/manifest.json'))
    const files = urls.map(async (url): Promise<(readonly [string, ModelFile])[]> => {
      const manifest = await this.json(url, parseManifest)
      const modelUrl = new URL('./', url).href
      return manifest ? filesOf(manifest).map((file) => [fileKey(file, modelUrl), file]) : []
    })
    return new Map((await Promise.all(files)).flat())
  }
}

export function filesOf({ labels, model }: ModelManifest): readonly ModelFile[] {
  return [labels, model]
}

export function manifestUrl(modelUrl: string): string {
  return new URL('manifest.json', modelUrl).href
}
