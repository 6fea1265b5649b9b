/**
 * Serves the built site: files as they lie in the folder, the compressed copies beside them by Accept-Encoding, parts of
 * them by Range. What is missing is a 404, never the page: HTML in place of a model would poison the caches.
 */
import { realpathSync } from 'node:fs'
import { Readable } from 'node:stream'
import { type Context, Hono } from 'hono'
import { type ByteRange, parseByteRange } from './byte-range.ts'
import { acceptedEncodings, type Encoding, encodingSuffixes } from './encoding.ts'
import { entityTag, isKnown, rangeApplies } from './entity-tag.ts'
import { cacheControl, cacheControlFor } from './headers.ts'
import { mediaType } from './media-type.ts'
import { isPlainFile, openSiteFile, type SiteFile, sitePath } from './site-file.ts'

interface Choice {
  readonly file: SiteFile
  readonly encoding: Encoding
  /** True where other clients would get other bytes. */
  readonly varies: boolean
}

/** A short answer of our own, never kept: what is missing now may be there after the next deployment. */
function sentence(c: Context, status: 404 | 405 | 500, text: string, headers: Record<string, string> = {}): Response {
  const all = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': cacheControl.other, ...headers }
  return new Response(c.req.method === 'HEAD' ? null : `${text}\n`, { status, headers: all })
}

async function choose(root: string, path: string, c: Context): Promise<Choice | undefined> {
  const copies: Encoding[] = []
  for (const [encoding, suffix] of encodingSuffixes) {
    if (await isPlainFile(root, path + suffix)) copies.push(encoding)
  }
  // Offsets count the file's own bytes, so whoever asks for a part gets it uncompressed.
  const wanted = c.req.header('Range') === undefined ? acceptedEncodings(c.req.header('Accept-Encoding')) : []
  const encoding = wanted.find((one) => one === 'identity' || copies.includes(one)) ?? 'identity'
  const suffix = encodingSuffixes.find(([name]) => name === encoding)?.[1] ?? ''
  const file = await openSiteFile(root, path + suffix)
  return file && { file, encoding, varies: copies.length > 0 }
}

/** The bytes as a stream that closes the file at its end, or when the client goes away. */
function stream(file: SiteFile, range: ByteRange | undefined): ReadableStream {
  return Readable.toWeb(file.handle.createReadStream({ ...range, autoClose: true })) as ReadableStream
}

/** Takes over the open file: what the answer does not stream is closed here. */
async function answer(c: Context, path: string, { file, encoding, varies }: Choice): Promise<Response> {
  const size = Number(file.size)
  const tag = entityTag(file, encoding)
  const headers = new Headers({ ETag: tag, 'Cache-Control': cacheControlFor(`/${path}`), 'Accept-Ranges': 'bytes' })
  if (varies) headers.set('Vary', 'Accept-Encoding')
  const withoutBody = async (status: number): Promise<Response> => {
    await file.handle.close()
    return new Response(null, { status, headers })
  }

  if (isKnown(c.req.header('If-None-Match'), tag)) return withoutBody(304)
  const asked = parseByteRange(c.req.header('Range'), size)
  const range = rangeApplies(c.req.header('If-Range'), tag) ? asked : undefined
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${size}`)
    headers.set('Cache-Control', cacheControl.other)
    return withoutBody(416)
  }
  headers.set('Content-Type', mediaType(path))
  headers.set('Content-Length', String(range ? range.end - range.start + 1 : size))
  if (encoding !== 'identity') headers.set('Content-Encoding', encoding)
  if (range) headers.set('Content-Range', `bytes ${range.start}-${range.end}/${size}`)
  const status = range ? 206 : 200
  return c.req.method === 'HEAD' ? withoutBody(status) : new Response(stream(file, range), { status, headers })
}

/**
 * @param folder  of the built site
 * @throws ENOENT where the folder is missing
 */
export function createSite(folder: string): Hono {
  const root = realpathSync(folder)
  const site = new Hono()
  site.all('*', async (c) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      return sentence(c, 405, 'Only GET and HEAD are answered here.', { Allow: 'GET, HEAD' })
    }
    const path = sitePath(new URL(c.req.url).pathname)
    const choice = path === undefined ? undefined : await choose(root, path, c)
    return path === undefined || choice === undefined ? sentence(c, 404, 'Not found.') : answer(c, path, choice)
  })
  site.onError((error, c) => {
    console.error(`${c.req.method} ${c.req.path}: ${error.message}`)
    return sentence(c, 500, 'Something went wrong here.')
  })
  return site
}
