/** Fetching the small JSON files that name a model's parts. */
import { WhatsitError } from '../core/errors.ts'

// These files have a kilobyte: a server that takes longer than this is taken for gone.
const LIMIT_MS = 30_000

/**
 * @returns what JSON.parse gave; the caller parses it further
 * @throws ModelUnreachable  no network, silence, or the server answered with an error or with something that is no JSON
 */
export async function fetchJson(url: string, fetch: typeof globalThis.fetch): Promise<unknown> {
  const abort = new AbortController()
  const limit = setTimeout(() => abort.abort(), LIMIT_MS)
  try {
    const response = await fetch(url, { cache: 'no-cache', signal: abort.signal })
    if (!response.ok) throw new WhatsitError('ModelUnreachable', `${url}: HTTP ${response.status}`)
    return await response.json()
  } catch (error) {
    if (error instanceof WhatsitError) throw error
    throw new WhatsitError('ModelUnreachable', `${url}: no answer, or no JSON`, { cause: error })
  } finally {
    clearTimeout(limit)
  }
}
