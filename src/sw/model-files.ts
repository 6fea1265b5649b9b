/**
 * `/models/` as the service worker sees it: it reads the model store and never writes it. Everything that is not for the
 * store (a download of the model itself, its Range requests, HEAD) is left to the browser as if there were no service
 * worker.
 */
import { MODEL_CACHE } from '../core/store-names.ts'

export type ModelAnswer =
  /** The address carries a hash, so the stored file is the right one for ever. */
  | 'stored-first'
  /** Manifests and the index: the site's own word counts, the stored one stands in when there is no network. */
  | 'network-first'

/**
 * @param scope  absolute address of the site's root, ending in a slash
 * @returns undefined for what the service worker leaves alone
 */
export function modelAnswer(request: Request, scope: string): ModelAnswer | undefined {
  if (request.method !== 'GET' || request.headers.has('Range')) return undefined
  const { href, pathname, searchParams } = new URL(request.url)
  if (!href.startsWith(`${scope}models/`)) return undefined
  if (/^[0-9a-f]{64}$/.test(searchParams.get('sha256') ?? '')) return 'stored-first'
  return /\/(manifest|index)\.json$/.test(pathname) ? 'network-first' : undefined
}

/** What the two answers need from outside. */
export interface ModelSources {
  readonly fetch: (request: Request) => Promise<Response>
  readonly caches: Pick<CacheStorage, 'match'>
}

export async function answerModelRequest(
  request: Request,
  answer: ModelAnswer,
  { fetch, caches }: ModelSources,
): Promise<Response> {
  // match() with a cache's name, unlike open(), does not create that cache.
  const stored = (): Promise<Response | undefined> => caches.match(request.url, { cacheName: MODEL_CACHE })
  if (answer === 'stored-first') return (await stored()) ?? fetch(request)
  try {
    return await fetch(request)
  } catch (error) {
    const response = await stored()
    if (response) return response
    throw error
  }
}
