/** Whether the model store holds what the next visit needs without a network: asked of Cache Storage itself. */
import { parseManifest } from '../core/manifest.ts'
import { MODEL_CACHE, storeKey } from '../core/store-names.ts'

/**
 * @param modelsUrl  absolute address of the folder of the site's models, ending in a slash
 * @returns true when some manifest is stored together with the very model and labels that it names by hash
 */
export async function holdsWholeModel(caches: CacheStorage, modelsUrl: string): Promise<boolean> {
  // has() first: open() would create the cache, which is its owner's business.
  if (!(await caches.has(MODEL_CACHE))) return false
  const cache = await caches.open(MODEL_CACHE)
  const keys = new Set((await cache.keys()).map((request) => request.url))
  for (const url of keys) {
    if (!url.startsWith(modelsUrl) || !url.endsWith('/manifest.json')) continue
    const files = await filesOf(cache, url)
    if (files.length > 0 && files.every((file) => keys.has(file))) return true
  }
  return false
}

/** Keys of the files that a stored manifest names; none where it cannot be read. */
async function filesOf(cache: Cache, manifestUrl: string): Promise<string[]> {
  try {
    const manifest = parseManifest(await (await cache.match(manifestUrl))?.json())
    return [manifest.model, manifest.labels].map(({ url, sha256 }) => storeKey(new URL(url, manifestUrl).href, sha256))
  } catch {
    return []
  }
}
