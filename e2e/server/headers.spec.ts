/** Development server, `npm start` and nginx send the same headers: src/node/site/headers.ts is the only source of them. */
import { readdirSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { cacheControl, siteHeaders } from '../../src/node/site/headers.ts'
import { missing } from './required.ts'
import { answering, freePort, type RunningServer, startNode } from './running-server.ts'

const asset = (suffix: string): string => {
  const name = readdirSync(join(import.meta.dirname, '../../dist/assets')).find((one) => one.endsWith(suffix))
  if (name === undefined) throw new Error(`the built site has no ${suffix}`)
  return `/assets/${name}`
}
const MODEL = '/models/efficientnet-lite0/onnx/model.onnx'

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Names in the order and number in which they came. */
  readonly names: readonly string[]
  readonly body: Buffer
}

function ask(server: RunningServer, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<Reply>((resolve, reject) => {
    const { hostname, port } = new URL(server.address)
    const outgoing = request({ hostname, port, path, headers, method, agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const names = incoming.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, names, body: Buffer.concat(chunks) })
      })
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/** Each of the site's headers once, with its value. */
function expectSiteHeaders({ headers, names }: Reply, where: string, expected: Record<string, string> = siteHeaders) {
  for (const [name, value] of Object.entries(expected)) {
    expect(headers[name.toLowerCase()], `${where}: ${name}`).toBe(value)
    expect(
      names.filter((one) => one === name.toLowerCase()),
      `${where}: ${name}, how often`,
    ).toHaveLength(1)
  }
}

test.describe('the built site', () => {
  let servers: Record<string, RunningServer> = {}

  test.beforeAll(async () => {
    const own = startNode(['dist-node/server.js'], { PORT: String(await freePort()) })
    servers = { 'npm start': await answering(own) }
    if (missing('nginx')) return
    const port = String(await freePort())
    servers['nginx'] = await answering(startNode(['tools/nginx.mjs', port], { PORT: port }))
  })

  test.afterAll(async () => {
    for (const server of Object.values(servers)) await server.end()
  })

  for (const name of ['npm start', 'nginx']) {
    const using = (): RunningServer => {
      const server = servers[name]
      test.skip(server === undefined, `${name} is not installed`)
      if (server === undefined) throw new Error('unreachable')
      return server
    }

    test(`${name}: status, type and caching of every kind of address`, async () => {
      const server = using()
      const type = { html: 'text/html; charset=utf-8', text: 'text/plain; charset=utf-8' }
      const script = 'text/javascript; charset=utf-8'
      const rows: readonly (readonly [path: string, status: number, type: string, cache: string])[] = [
        ['/', 200, type.html, cacheControl.other],
        ['/index.html?url=pictures/cat.jpg', 200, type.html, cacheControl.other],
        ['/service-worker.js', 200, script, cacheControl.other],
        ['/manifest.webmanifest', 200, 'application/manifest+json', cacheControl.other],
        [asset('.js'), 200, script, cacheControl.hashed],
        [asset('.mjs'), 200, script, cacheControl.hashed],
        [asset('.wasm'), 200, 'application/wasm', cacheControl.hashed],
        ['/models/index.json', 200, 'application/json', cacheControl.other],
        [MODEL, 200, 'application/octet-stream', cacheControl.other],
        ['/pictures/cat.jpg', 200, 'image/jpeg', cacheControl.other],
        ['/assets/gone.wasm', 404, type.text, cacheControl.other],
        ['/assets/gone.js', 404, type.text, cacheControl.other],
        ['/models/gone/onnx/model.onnx', 404, type.text, cacheControl.other],
        ['/some/page', 404, type.text, cacheControl.other],
        ['/assets/', 404, type.text, cacheControl.other],
        // npm start answers programs there, nginx has files alone.
        name === 'nginx'
          ? ['/models', 404, type.text, cacheControl.other]
          : ['/models', 200, 'application/json', 'no-store'],
        ['/.git/config', 404, type.text, cacheControl.other],
        [`${asset('.js')}.gz`, 404, type.text, cacheControl.other],
      ]
      for (const [path, status, contentType, cache] of rows) {
        for (const method of ['GET', 'HEAD']) {
          const reply = await ask(server, path, {}, method)
          const where = `${method} ${path}`
          expect(reply.status, where).toBe(status)
          expect(reply.headers['content-type'], where).toBe(contentType)
          expect(reply.headers['cache-control'], where).toBe(cache)
          if (method === 'HEAD') expect(reply.body, where).toHaveLength(0)
          expectSiteHeaders(reply, where)
        }
      }
    })

    test(`${name}: 304, 206, 416, 405 and 400 have the headers too`, async () => {
      const server = using()
      const { etag = '' } = (await ask(server, MODEL)).headers
      const rows = [
        ['known', 304, await ask(server, MODEL, { 'If-None-Match': etag })],
        ['part', 206, await ask(server, MODEL, { Range: 'bytes=5-9' })],
        ['continued', 206, await ask(server, MODEL, { Range: 'bytes=5-', 'If-Range': etag })],
        ['changed meanwhile', 200, await ask(server, MODEL, { Range: 'bytes=5-', 'If-Range': '"other"' })],
        ['beyond the end', 416, await ask(server, MODEL, { Range: 'bytes=99999999-' })],
        ['POST', 405, await ask(server, '/', {}, 'POST')],
        ['DELETE', 405, await ask(server, '/index.html', {}, 'DELETE')],
      ] as const
      for (const [what, status, reply] of rows) {
        expect(reply.status, what).toBe(status)
        expectSiteHeaders(reply, what)
        expect(reply.headers.allow, what).toBe(status === 405 ? 'GET, HEAD' : undefined)
      }
      const outside = await ask(server, '/../../etc/passwd')
      expect([400, 404]).toContain(outside.status)
      expectSiteHeaders(outside, 'outside')
    })

    test(`${name}: the wasm arrives the same, compressed or not`, async () => {
      const server = using()
      const path = asset('.wasm')
      const plain = await ask(server, path)
      expect(plain.headers['content-encoding']).toBeUndefined()
      expect(plain.body.subarray(0, 4).toString('latin1')).toBe('\0asm')
      for (const accept of ['gzip', 'gzip, deflate, br', 'br;q=0, gzip']) {
        const reply = await ask(server, path, { 'Accept-Encoding': accept })
        const encoding = reply.headers['content-encoding']
        expect(['br', 'gzip'], accept).toContain(encoding)
        expect(reply.headers.vary, accept).toBe('Accept-Encoding')
        expect(reply.body.length, accept).toBeLessThan(plain.body.length / 3)
        const decode = encoding === 'br' ? brotliDecompressSync : gunzipSync
        expect(decode(reply.body).equals(plain.body), accept).toBe(true)
      }
    })

    test(`${name}: a part of the model is that part of the whole`, async () => {
      const server = using()
      const whole = (await ask(server, MODEL)).body
      const part = await ask(server, MODEL, { Range: `bytes=1000-${whole.length - 1}`, 'Accept-Encoding': 'identity' })
      expect(part.headers['content-range']).toBe(`bytes 1000-${whole.length - 1}/${whole.length}`)
      expect(part.body.equals(whole.subarray(1000))).toBe(true)
    })
  }
})

test('development: the same headers, but for the styles that Vite injects', async () => {
  const server = await answering(startNode(['tools/dev.mjs'], { PORT: String(await freePort()) }))
  try {
    const expected = {
      ...siteHeaders,
      'Content-Security-Policy': siteHeaders['Content-Security-Policy'].replace(
        "style-src 'self'",
        "style-src 'self' 'unsafe-inline'",
      ),
    }
    for (const path of ['/', '/src/ui/main.ts', '/src/worker/main.ts', '/models/index.json', MODEL]) {
      const reply = await ask(server, path)
      expect(reply.status, path).toBe(200)
      expectSiteHeaders(reply, path, expected)
    }
  } finally {
    await server.end()
  }
})
