/** A picture by its address: only from this site, since the page may not talk to others. */
import { WhatsitError } from '../core/errors.ts'

/**
 * @param address  absolute, or relative to the page
 * @throws ImageElsewhere  another site's address, or one of a kind that is no file of this site (data:, blob:)
 * @throws ImageUnreachable  this site has no such file, or there is no network
 */
export async function fetchPicture(address: string | URL, signal?: AbortSignal): Promise<Blob> {
  const url = sameOrigin(address)
  let response: Response
  try {
    response = await fetch(url, signal ? { signal } : {})
  } catch (error) {
    if (signal?.aborted) throw new WhatsitError('Cancelled', 'the caller cancelled', { cause: error })
    throw new WhatsitError('ImageUnreachable', `${url.href}: no answer`, { cause: error })
  }
  if (!response.ok) throw new WhatsitError('ImageUnreachable', `${url.href}: HTTP ${response.status}`)
  if (/^text\/html\b/i.test(response.headers.get('Content-Type') ?? '')) {
    throw new WhatsitError('ImageUnreachable', `${url.href}: a page, not a picture`)
  }
  return response.blob()
}

function sameOrigin(address: string | URL): URL {
  let url: URL
  try {
    url = new URL(address, document.baseURI)
  } catch (error) {
    throw new WhatsitError('ImageUnreachable', `${String(address)}: not an address`, { cause: error })
  }
  const ours = url.origin === location.origin && /^https?:$/.test(url.protocol)
  if (!ours) throw new WhatsitError('ImageElsewhere', `${url.href}: not of ${location.origin}`)
  return url
}
