/** Whether the model store holds what the next visit needs without a network: asked of Cache Storage itself. */

import { folderToLoad } from '../client/model-choice.ts'
import { parseManifest } from '../core/manifest.ts'
import { parseModelIndex } from '../core/model-index.ts'
import { MODEL_CACHE, storeKey } from '../core/store-names.ts'

/**
 * @param modelsUrl  absolute address of the folder of the site's models, ending in a slash
 * @param chosen  the model that the person chose, if they did
 * @returns true when the index, the manifest of the model that the next visit loads, and the very model and labels that
 *   this manifest names by their hashes are all stored
 */
export async function holdsWholeModel(
  caches: CacheStorage,
  modelsUrl: string,
  chosen: string | undefined,
): Promise<boolean> {
  // has() first: open() would create the cache, which is its owner's business.
  if (!(await caches.has(MODEL_CACHE))) return false
  const cache = await caches.open(MODEL_CACHE)
  const json = async (url: string): Promise<unknown> => (await cache.match(url))?.json()
  try {
    const index = parseModelIndex(await json(new URL('index.json', modelsUrl).href))
    const manifestUrl = new URL(`${folderToLoad(index, chosen)}/manifest.json`, modelsUrl).href
    const { model, labels } = parseManifest(await json(manifestUrl))
    const keys = new Set((await cache.keys()).map((request) => request.url))
    return [model, labels].every(({ url, sha256 }) => keys.has(storeKey(new URL(url, manifestUrl).href, sha256)))
  } catch {
    // Missing, or not what it should be: either way the next visit would need the network.
    return false
  }
}
