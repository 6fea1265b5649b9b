/** A picture from an address that was typed: over http or https, a few redirects, and an end to bytes and time. */

import { MAX_BYTES } from '../../core/limits.ts'
import { collectBytes, tooLong } from './collect-bytes.ts'
import { InputError } from './input.ts'

/** From the first connection to the last byte. */
const TIMEOUT_MS = 30_000
/** As curl's users choose it; browsers go on for 20. */
const MAX_REDIRECTS = 5

export interface FetchOptions {
  readonly fetch: typeof fetch
  /** Who asks, for the server's log. */
  readonly agent: string
  readonly signal: AbortSignal
}

/** @throws InputError | AbortError */
export async function fetchPicture(address: string, options: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
  // fetch() refuses it too, and says all of it.
  if (hasSecret(address)) throw unreachable('An address with a user name or a password in it is not asked.')
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const signal = AbortSignal.any([options.signal, timeout])
  let answered = false
  try {
    const response = await follow(address, { ...options, signal })
    if (!response.ok) {
      await response.body?.cancel()
      throw unreachable(`Its server answers ${`${response.status} ${response.statusText}`.trim()}.`)
    }
    if (Number(response.headers.get('Content-Length')) > MAX_BYTES) {
      await response.body?.cancel()
      throw tooLong()
    }
    answered = true
    return await collectBytes(response.body ?? empty())
  } catch (error) {
    if (error instanceof InputError || options.signal.aborted) throw error
    if (timeout.aborted) throw unreachable(`Its server took longer than ${TIMEOUT_MS / 1000} seconds.`, error)
    if (answered) throw unreachable(`It broke off before its end (${reason(error)}).`, error)
    throw unreachable(`Its server cannot be reached (${reason(error)}).`, error)
  }
}

const unreachable = (sentence: string, cause?: unknown): InputError =>
  new InputError('ImageUnreachable', sentence, { cause })

function hasSecret(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url !== undefined && url.username + url.password !== ''
}

async function* empty(): AsyncGenerator<Uint8Array> {}

/** By hand, so that a redirect can lead to a picture and not to a `file:`, and that there is an end to them. */
async function follow(address: string, { fetch, agent, signal }: FetchOptions): Promise<Response> {
  let at = address
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const headers = { Accept: 'image/*', 'User-Agent': agent }
    const response = await fetch(at, { redirect: 'manual', headers, signal })
    const location = response.headers.get('Location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    const next = URL.canParse(location, at) ? new URL(location, at) : undefined
    if (next === undefined || !/^https?:$/.test(next.protocol)) {
      throw unreachable(`Its server leads on to "${location}", which is no web address.`)
    }
    if (hasSecret(next.href)) throw unreachable('Its server leads on to an address with a password in it.')
    at = next.href
  }
  throw unreachable(`Its server leads on to another address more than ${MAX_REDIRECTS} times.`)
}

/** fetch() says "fetch failed", and why in the cause. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return String(cause)
}
