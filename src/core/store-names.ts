/** What the model store is called in Cache Storage: the worker fills it, the service worker and the page only read it. */

export const MODEL_CACHE = 'whatsit-models-1'

/**
 * The key of a file whose hash is known. Two versions of a file are two entries, so a new one never replaces the old one
 * before it is whole. Manifests and the index have no hash; their key is their plain address.
 *
 * @param url  absolute
 */
export function storeKey(url: string, sha256: string): string {
  return `${url}?sha256=${sha256}`
}
