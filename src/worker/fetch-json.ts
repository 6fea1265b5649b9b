/** Fetching the small JSON files that name a model's parts. */
import { WhatsitError } from '../core/errors.ts'

/**
 * @returns what JSON.parse gave; the caller parses it further
 * @throws ModelUnreachable  no network, or the server answered with an error or with something that is no JSON
 */
export async function fetchJson(url: string, fetch: typeof globalThis.fetch): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(url, { cache: 'no-cache' })
  } catch (error) {
    throw new WhatsitError('ModelUnreachable', `${url}: no answer`, { cause: error })
  }
  if (!response.ok) throw new WhatsitError('ModelUnreachable', `${url}: HTTP ${response.status}`)
  try {
    return await response.json()
  } catch (error) {
    throw new WhatsitError('ModelUnreachable', `${url}: not JSON`, { cause: error })
  }
}
