/**
 * One file over an unreliable network: progress in bytes, tries again where the connection was cut, goes on where it
 * stopped if the server can (Range), and never takes a page of HTML for a file.
 */
import { WhatsitError } from '../core/errors.ts'

// A connection that gives no byte for this long is taken for dead.
const STALL_MS = 30_000
// Waits before the second, third and fourth try.
const PAUSES_MS = [300, 1000, 3000]

export interface DownloadOptions {
  /** Bytes of the whole file, from the manifest. */
  readonly bytes: number
  readonly fetch: typeof fetch
  /** `reload` passes by the HTTP cache, after what it held proved wrong. */
  readonly cache?: RequestCache
  readonly onProgress?: (loaded: number) => void
  /** Awaited before each request and between chunks: background downloads wait here while pictures are being classified. */
  readonly gate?: () => Promise<void>
  readonly pausesMs?: readonly number[]
  /** The file's first bytes, of an earlier download that failed: this one goes on after them. */
  readonly begun?: Uint8Array
  /** Is given what had come when the connection was lost for good. */
  readonly keepPart?: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>
}

/** The server's own word that it does not have the file, or has something else: another try would get the same. */
class Refused extends WhatsitError {}

/**
 * @returns exactly `bytes` bytes; whether they are the right ones is for the caller's hash to say
 * @throws ModelUnreachable  no network, or the server answered with an error
 * @throws ModelCorrupt  the server answered with a page, or with a file of another size
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const pauses = options.pausesMs ?? PAUSES_MS
  const partial: Partial = { bytes: new Uint8Array(options.bytes), loaded: 0 }
  // All of it, or more, would leave nothing to ask for.
  if (options.begun && options.begun.length < options.bytes) {
    partial.bytes.set(options.begun)
    partial.loaded = options.begun.length
  }
  for (let attempt = 0; ; attempt++) {
    try {
      await receive(url, options, partial)
      return partial.bytes
    } catch (error) {
      if (error instanceof Refused) throw error
      const pause = pauses[attempt]
      if (pause === undefined) {
        if (partial.loaded > 0) await options.keepPart?.(partial.bytes.slice(0, partial.loaded))
        const cause = error instanceof Error ? error.message : String(error)
        throw new WhatsitError('ModelUnreachable', `${url}: ${cause}, after ${partial.loaded} bytes`, { cause: error })
      }
      await new Promise((resume) => setTimeout(resume, pause))
    }
  }
}

interface Partial {
  readonly bytes: Uint8Array<ArrayBuffer>
  loaded: number
}

async function receive(url: string, options: DownloadOptions, partial: Partial): Promise<void> {
  await options.gate?.()
  const abort = new AbortController()
  try {
    await receiveUnless(abort, url, options, partial)
  } finally {
    // What is refused is not read to its end; left open, it would keep one of the few connections that there are.
    abort.abort()
  }
}

async function receiveUnless(
  abort: AbortController,
  url: string,
  options: DownloadOptions,
  partial: Partial,
): Promise<void> {
  const response = await unlessStalled(abort, () =>
    options.fetch(url, {
      signal: abort.signal,
      ...(options.cache ? { cache: options.cache } : {}),
      ...(partial.loaded > 0 ? { headers: { Range: `bytes=${partial.loaded}-` } } : {}),
    }),
  )
  partial.loaded = startOf(response, url, partial.loaded)
  options.onProgress?.(partial.loaded)
  const reader = response.body?.getReader()
  if (!reader) throw new Error('an answer without a body')
  for (;;) {
    const { done, value } = await unlessStalled(abort, () => reader.read())
    if (done) break
    if (partial.loaded + value.length > partial.bytes.length) {
      throw new Refused('ModelCorrupt', `${url}: more than the ${partial.bytes.length} bytes of the manifest`)
    }
    partial.bytes.set(value, partial.loaded)
    partial.loaded += value.length
    options.onProgress?.(partial.loaded)
    await options.gate?.()
  }
  if (partial.loaded < partial.bytes.length) throw new Error('the connection ended early')
}

async function unlessStalled<T>(abort: AbortController, step: () => Promise<T>): Promise<T> {
  const stall = setTimeout(() => abort.abort(new Error(`nothing came for ${STALL_MS} ms`)), STALL_MS)
  try {
    return await step()
  } finally {
    clearTimeout(stall)
  }
}

/** Where the body that comes belongs in the file, or a {@link Refused}. */
function startOf(response: Response, url: string, asked: number): number {
  // 5xx and 429 may be over in a moment; the rest of the errors are the server's last word.
  if (response.status >= 500 || response.status === 429) throw new Error(`HTTP ${response.status}`)
  // 416: we asked for the rest of a file that has no rest, so it is shorter than the manifest says.
  if (response.status === 416) throw new Refused('ModelCorrupt', `${url}: shorter than the manifest says`)
  if (!response.ok) throw new Refused('ModelUnreachable', `${url}: HTTP ${response.status}`)
  if (/^text\/html\b/i.test(response.headers.get('Content-Type') ?? '')) {
    throw new Refused('ModelCorrupt', `${url}: a page of HTML in place of the file`)
  }
  if (response.status !== 206) return 0
  const start = Number(/^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1])
  if (start !== asked) throw new Error(`asked for bytes from ${asked}, got them from ${start}`)
  return start
}
