/** The only document that the service worker answers from its cache; every other address keeps its own answer, 404 included. */

/**
 * Matches path and query of the app's own page, whatever its query (`?url=` is the page's business).
 *
 * @param scope  absolute address of the site's root, ending in a slash
 */
export function appDocument(scope: string): RegExp {
  const root = new URL(scope).pathname.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${root}(index\\.html)?(\\?.*)?$`)
}
