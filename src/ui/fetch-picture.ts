/** A picture by its address: only from this site, since the page may not talk to others. */
import { WhatsitError } from '../core/errors.ts'

// A server that sends nothing for this long is taken for gone.
const SILENCE_MS = 30_000

/**
 * @param address  absolute, or relative to the page
 * @throws ImageElsewhere  another site's address, or one of a kind that is no file of this site (data:, blob:)
 * @throws ImageUnreachable  this site has no such file, there is no network, or the connection was cut
 * @throws Cancelled  by `signal`
 */
export async function fetchPicture(address: string | URL, signal?: AbortSignal): Promise<Blob> {
  const url = sameOrigin(address)
  const abort = new AbortController()
  const cancel = (): void => abort.abort()
  signal?.addEventListener('abort', cancel)
  if (signal?.aborted) cancel()
  let silence = setTimeout(cancel, SILENCE_MS)
  try {
    const response = await fetch(url, { signal: abort.signal })
    if (!response.ok) throw new WhatsitError('ImageUnreachable', `${url.href}: HTTP ${response.status}`)
    if (/^text\/html\b/i.test(response.headers.get('Content-Type') ?? '')) {
      throw new WhatsitError('ImageUnreachable', `${url.href}: a page, not a picture`)
    }
    const parts: Uint8Array<ArrayBuffer>[] = []
    for (const reader = response.body?.getReader(); reader; ) {
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value)
      clearTimeout(silence)
      silence = setTimeout(cancel, SILENCE_MS)
    }
    return new Blob(parts, { type: response.headers.get('Content-Type') ?? '' })
  } catch (error) {
    if (signal?.aborted) throw new WhatsitError('Cancelled', 'the caller cancelled', { cause: error })
    if (error instanceof WhatsitError) throw error
    throw new WhatsitError('ImageUnreachable', `${url.href}: no answer, or cut`, { cause: error })
  } finally {
    clearTimeout(silence)
    signal?.removeEventListener('abort', cancel)
  }
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
