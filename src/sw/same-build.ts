/**
 * What may enter the precache. A server that answers missing files with a page, or that is halfway through a deployment,
 * must not leave a mixture behind: the install then fails, the version before goes on, and the next visit tries again.
 */
import type { WorkboxPlugin } from 'workbox-core/types.js'

/**
 * @param files  absolute addresses of the build's files
 * @returns the first asset that the page names and the build does not have; undefined when they belong together
 */
export function strangerIn(html: string, pageUrl: string, files: ReadonlySet<string>): string | undefined {
  const named = html.matchAll(/(?:src|href)="([^"]*\bassets\/[^"]+)"/g)
  return [...named].map(([, address]) => new URL(address ?? '', pageUrl).href).find((address) => !files.has(address))
}

/** True for an answer of type text/html to a request for anything but a page. */
export function isPageInstead(url: string, contentType: string | null): boolean {
  return !new URL(url).pathname.endsWith('.html') && /^text\/html\b/i.test(contentType ?? '')
}

export function sameBuild(files: () => ReadonlySet<string>): WorkboxPlugin {
  return {
    cacheWillUpdate: async ({ request, response }) => {
      if (!response.ok || isPageInstead(request.url, response.headers.get('Content-Type'))) return null
      // The page's own name is the one that every build shares, so it alone can come from another build.
      if (!new URL(request.url).pathname.endsWith('.html')) return response
      const html = await response.clone().text()
      return strangerIn(html, request.url, files()) === undefined ? response : null
    },
  }
}
