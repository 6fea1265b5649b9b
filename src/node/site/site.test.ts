import { mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Listening, listen } from '../http/listen.ts'
import { cacheControl, siteHeaders } from './headers.ts'
import { createSite } from './site.ts'

const SCRIPT = 'export const answer = 42\n'.repeat(100)
const MODEL = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))
const KEPT = cacheControl.hashed

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

let folder: string
let server: Listening

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'whatsit-site-')))
  const site = join(folder, 'site')
  for (const path of ['assets', 'models/a/onnx', '.hidden']) await mkdir(join(site, path), { recursive: true })
  const files: Record<string, string | Buffer> = {
    'index.html': '<!doctype html><title>Whatsit</title>',
    'assets/main.js': SCRIPT,
    'assets/main.js.br': brotliCompressSync(SCRIPT),
    'assets/main.js.gz': gzipSync(SCRIPT),
    'assets/only-gzip.js': SCRIPT,
    'assets/only-gzip.js.gz': gzipSync(SCRIPT),
    'models/a/onnx/model.onnx': MODEL,
    'models/a/onnx/model.onnx.br': brotliCompressSync(MODEL),
    'a b&é.txt': 'a name with a space',
    'empty.txt': '',
    '.hidden/secret.txt': 'secret',
    '../outside.txt': 'secret',
  }
  for (const [path, content] of Object.entries(files)) await writeFile(join(site, path), content)
  await symlink(join(folder, 'outside.txt'), join(site, 'link.txt'))
  await symlink(folder, join(site, 'linked'))
  server = await listen(createSite(site).fetch, { host: '127.0.0.1', port: 0 })
})

afterAll(async () => {
  await server.close({ graceMs: 0, limitMs: 0 })
  await rm(folder, { recursive: true })
})

/** Sends the path as it is written: neither `fetch` nor URL would let "/../" through. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.address)
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

function expectSiteHeaders(headers: IncomingHttpHeaders): void {
  for (const [name, value] of Object.entries(siteHeaders)) expect(headers[name.toLowerCase()], name).toBe(value)
}

describe('files', () => {
  test.each([
    ['/', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/?url=pictures/cat.jpg', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/main.js', 200, 'text/javascript; charset=utf-8', KEPT],
    ['/models/a/onnx/model.onnx', 200, 'application/octet-stream', 'no-cache'],
    ['/a%20b&%C3%A9.txt', 200, 'text/plain; charset=utf-8', 'no-cache'],
    ['/empty.txt', 200, 'text/plain; charset=utf-8', 'no-cache'],
    // A missing asset must not be kept: the next deployment may have it.
    ['/assets/gone.js', 404, 'text/plain; charset=utf-8', 'no-cache'],
    ['/about', 404, 'text/plain; charset=utf-8', 'no-cache'],
  ])('GET %s: %i %s, %s', async (path, status, type, cache) => {
    const reply = await ask(path)
    expect(reply.status).toBe(status)
    expect(reply.headers['content-type']).toBe(type)
    expect(reply.headers['cache-control']).toBe(cache)
    expectSiteHeaders(reply.headers)
  })

  test('HEAD has the headers of GET and no body', async () => {
    const path = '/assets/main.js'
    const { date: _, connection: __, ...get } = (await ask(path)).headers
    const reply = await ask(path, {}, 'HEAD')
    expect(reply.headers).toMatchObject(get)
    expect(reply.headers['content-length']).toBe(String(SCRIPT.length))
    expect(reply.body).toHaveLength(0)
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s is refused with Allow', async (method) => {
    const reply = await ask('/', {}, method)
    expect(reply.status).toBe(405)
    expect(reply.headers.allow).toBe('GET, HEAD')
    expectSiteHeaders(reply.headers)
  })
})

describe('paths that try to leave the site', () => {
  test.each([
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/%2e%2e%2foutside.txt',
    '/..%2foutside.txt',
    '/..%5coutside.txt',
    '/assets%2fmain.js',
    '//outside.txt',
    '/link.txt',
    '/linked/outside.txt',
    '/.hidden/secret.txt',
    '/index.html%00.txt',
    '/%',
    '/%ff',
    '/assets',
    '/assets/',
    '/index.html/',
    '/index.html/x',
    '/assets/main.js.br',
    '/assets/main.js.gz',
    `/${'long/'.repeat(60)}`,
    '/C:/windows/win.ini',
    '\\..\\outside.txt',
    'http://elsewhere.example/outside.txt',
  ])('%s', async (path) => {
    const reply = await ask(path)
    expect([400, 404]).toContain(reply.status)
    expect(reply.body.toString()).not.toContain('secret')
    expectSiteHeaders(reply.headers)
  })
})

describe('compressed copies', () => {
  test.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0.1, gzip', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ])('Accept-Encoding "%s" is answered with %s', async (accept, encoding) => {
    const reply = await ask('/assets/main.js', { 'Accept-Encoding': accept })
    expect(reply.headers['content-encoding']).toBe(encoding)
    expect(reply.headers.vary).toBe('Accept-Encoding')
    expect(reply.headers['content-length']).toBe(String(reply.body.length))
    const decode = { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ''] ?? ((body: Buffer) => body)
    expect(decode(reply.body).toString()).toBe(SCRIPT)
  })

  test('a copy that is not there is not promised', async () => {
    const reply = await ask('/assets/only-gzip.js', { 'Accept-Encoding': 'br, gzip' })
    expect(reply.headers['content-encoding']).toBe('gzip')
    expect((await ask('/empty.txt', { 'Accept-Encoding': 'br, gzip' })).headers.vary).toBeUndefined()
  })
})

describe('parts', () => {
  const model = '/models/a/onnx/model.onnx'

  test.each([
    ['bytes=0-9', 0, 10],
    ['bytes=99990-', 99_990, 100_000],
    ['bytes=-5', 99_995, 100_000],
  ])('%s', async (Range, start, end) => {
    const reply = await ask(model, { Range, 'Accept-Encoding': 'br' })
    expect(reply.status).toBe(206)
    expect(reply.headers['content-range']).toBe(`bytes ${start}-${end - 1}/100000`)
    expect(reply.headers['content-encoding']).toBeUndefined()
    expect(reply.body.equals(MODEL.subarray(start, end))).toBe(true)
    expectSiteHeaders(reply.headers)
  })

  test('beyond the end: 416 with the size, not kept', async () => {
    const reply = await ask(model, { Range: 'bytes=100000-' })
    expect(reply.status).toBe(416)
    expect(reply.headers['content-range']).toBe('bytes */100000')
    expect(reply.headers['cache-control']).toBe('no-cache')
    expectSiteHeaders(reply.headers)
  })

  test('If-Range with the tag of the file continues, with that of its compressed copy or another starts anew', async () => {
    const { etag = '' } = (await ask(model)).headers
    const { etag: compressed = '' } = (await ask(model, { 'Accept-Encoding': 'br' })).headers
    expect(compressed).not.toBe(etag)
    const status = async (tag: string) => (await ask(model, { Range: 'bytes=5-', 'If-Range': tag })).status
    expect(await status(etag)).toBe(206)
    expect(await status(compressed)).toBe(200)
    expect(await status('"other"')).toBe(200)
    expect(await status('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(200)
  })
})

describe('what the client has already', () => {
  test('304 without a body, for the same encoding alone', async () => {
    const accept = { 'Accept-Encoding': 'gzip' }
    const { etag = '' } = (await ask('/assets/main.js', accept)).headers
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const reply = await ask('/assets/main.js', { ...accept, 'If-None-Match': tag })
      expect(reply.status, tag).toBe(304)
      expect(reply.headers).toMatchObject({ etag, vary: 'Accept-Encoding', 'cache-control': KEPT })
      expect(reply.body).toHaveLength(0)
      expectSiteHeaders(reply.headers)
    }
    expect((await ask('/assets/main.js', { 'If-None-Match': etag })).status).toBe(200)
  })

  test('a changed file has another tag', async () => {
    const path = join(folder, 'site', 'changing.txt')
    await writeFile(path, 'one')
    const { etag = '' } = (await ask('/changing.txt')).headers
    await writeFile(path, 'two')
    const reply = await ask('/changing.txt', { 'If-None-Match': etag })
    expect(reply.status).toBe(200)
    expect(reply.body.toString()).toBe('two')
  })
})

describe('requests that are none', () => {
  /** Everything the server says on a connection of its own. */
  async function say(bytes: string): Promise<string> {
    const { hostname, port } = new URL(server.address)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(bytes)
    return text(socket)
  }

  test.each([
    ['another protocol', 'HELLO\r\n\r\n', 400],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['a header of 20 kB', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a broken Host', 'GET / HTTP/1.1\r\nHost: [broken\r\nConnection: close\r\n\r\n', 400],
  ])('%s', async (_, bytes, status) => {
    const reply = await say(bytes)
    expect(reply).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(reply).toContain(`Content-Security-Policy: ${siteHeaders['Content-Security-Policy']}`)
  })
})

test.skipIf(process.platform !== 'linux')('a client that goes away leaves no file open', async () => {
  const openModels = async () => {
    const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''))
    return (await Promise.all(links)).filter((link) => link.startsWith(join(folder, 'site'))).length
  }
  await writeFile(join(folder, 'site', 'large.bin'), Buffer.alloc(64 * 1024 * 1024))
  const gone = Array.from({ length: 5 }, async () => {
    const leaving = new AbortController()
    const response = await fetch(`${server.address}/large.bin`, { signal: leaving.signal })
    leaving.abort()
    return response.status
  })
  expect(await Promise.all(gone)).toEqual([200, 200, 200, 200, 200])
  for (const method of ['HEAD', 'POST']) await ask('/large.bin', {}, method)
  await expect.poll(openModels, { timeout: 5000 }).toBe(0)
})
