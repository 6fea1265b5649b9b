/** The server as its clients meet it, on a pool that answers when the test says so. */
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WhatsitError } from '../../core/errors.ts'
import { siteHeaders } from '../site/headers.ts'
import { rawConnection } from '../testing/raw-connection.ts'
import { CAT, ScriptedPool } from '../testing/scripted-pool.ts'
import { API_PATHS } from './api.ts'
import type { RequestLine } from './request-log.ts'
import { type ServeOptions, type Serving, serve } from './serve.ts'
import { serveSettings } from './serve-options.ts'

let folder: string
let pool: ScriptedPool
let serving: Serving
let lines: RequestLine[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whatsit-serve-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Whatsit</title>')
  await writeFile(join(folder, 'assets', 'main.js'), 'export {}')
})

afterEach(async () => {
  await serving.end()
  await rm(folder, { recursive: true })
})

interface Start extends Partial<ServeOptions> {
  /** Whether pictures are answered at once; they are if absent. */
  readonly atOnce?: boolean
  /** Whether the model is there; it is if absent. */
  readonly ready?: boolean
}

async function start({ atOnce = true, ready = true, ...options }: Start = {}): Promise<string> {
  lines = []
  serving = await serve({
    ...serveSettings(['--port', '0', '--concurrency', '1', '--queue', '1', '--max-body-bytes', '1000'], {}),
    site: folder,
    models: folder,
    version: '1.2.3',
    createPool: async (poolOptions) => {
      pool = new ScriptedPool(poolOptions, { atOnce })
      return pool
    },
    log: (line) => lines.push(line),
    ...options,
  })
  if (ready) {
    pool.becomeReady()
    await serving.ready
  }
  return serving.address
}

const post = (path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${serving.address}${path}`, { method: 'POST', body, headers })

function form(fields: readonly (readonly [name: string, value: string, file?: string])[]): FormData {
  const data = new FormData()
  for (const [name, value, file] of fields) {
    if (file === undefined) data.append(name, value)
    else data.append(name, new Blob([value]), file)
  }
  return data
}

async function problem(response: Response): Promise<string> {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json')
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  const body = (await response.json()) as { status: number; code: string; type: string; title: string; detail: string }
  expect(body).toEqual({
    type: `urn:whatsit:${body.code}`,
    title: expect.stringMatching(/\w/),
    status: response.status,
    detail: expect.stringMatching(/\w/),
    code: expect.any(String),
  })
  return `${response.status} ${body.code}`
}

/** Head of a request on a raw connection. */
const head = (path: string, headers: Record<string, string | number>): string =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
    .join('\r\n')
    .concat('\r\n\r\n')

describe('the picture', () => {
  test.each([
    ['the body itself', 'picture', {}],
    ['as curl sends --data-binary', 'picture', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['under its own type', 'picture', { 'Content-Type': 'image/jpeg' }],
    ['a form', form([['image', 'picture', 'cat.jpg']]), {}],
    ['a form with any field', form([['upload', 'picture', 'cat.jpg']]), {}],
    ['the field image without a file name', form([['image', 'picture']]), {}],
    [
      'the field image before other files',
      form([
        ['title', 'a text'],
        ['other', 'no', 'a.jpg'],
        ['image', 'picture', 'b.jpg'],
        ['image', 'no', 'c.jpg'],
      ]),
      {},
    ],
    [
      'the first file where no field is called image',
      form([
        ['title', 'a text'],
        ['one', 'picture', 'a.jpg'],
        ['two', 'no', 'b.jpg'],
      ]),
      {},
    ],
    ['base64 in JSON', JSON.stringify({ image: btoa('picture') }), { 'Content-Type': 'application/json' }],
    [
      'a data: URL in JSON',
      JSON.stringify({ image: `data:image/png;base64,${btoa('picture')}` }),
      { 'Content-Type': 'application/json; charset=utf-8' },
    ],
  ])('%s', async (_, body, headers: Record<string, string>) => {
    await start()
    const response = await post('/predict', body, headers)
    expect(response.status).toBe(200)
    expect(pool.jobs.map(({ picture }) => picture)).toEqual(['picture'])
    const { activationMaps: __, ...answer } = CAT
    expect(await response.json()).toEqual({ ...answer, size: { width: 7, height: 1 } })
    for (const [name, value] of Object.entries(siteHeaders)) expect(response.headers.get(name)).toBe(value)
    expect(response.headers.get('Cache-Control')).toBe('no-store')
  })

  test('top, model and maps are passed on', async () => {
    await start()
    const response = await post('/predict?top=3&model=second&maps=1', 'picture')
    expect(await response.json()).toMatchObject({ model: 'second', activationMaps: CAT.activationMaps })
    expect(pool.jobs[0]?.request).toMatchObject({ topK: 3, model: 'second' })
  })

  test('lines for a shell where text is asked for', async () => {
    await start()
    const response = await post('/predict', 'picture', { Accept: 'text/plain, application/json;q=0.5' })
    expect(response.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('Vary')).toBe('Accept')
    expect(await response.text()).toBe(' 97.0 %  cat\n 50.0 %  Egyptian cat\n')
  })
})

describe('refusals', () => {
  const json = { 'Content-Type': 'application/json' }
  const multipart = { 'Content-Type': 'multipart/form-data; boundary=x' }
  const part = '--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\npicture'
  test.each([
    ['400 ParameterWrong', '/predict?top=0', 'picture', {}],
    ['400 ParameterWrong', '/predict?top=1e1', 'picture', {}],
    ['400 ParameterWrong', '/predict?top=1001', 'picture', {}],
    ['400 ParameterWrong', '/predict?maps=maybe', 'picture', {}],
    ['400 ModelUnknown', '/predict?model=../first', 'picture', {}],
    ['400 BodyMalformed', '/predict', '{"image": ', json],
    ['400 BodyMalformed', '/predict', `{"image": ${'['.repeat(300)}`, json],
    ['400 BodyMalformed', '/predict', '{"image": "no base64!"}', json],
    ['400 BodyMalformed', '/predict', '{"image": "data:image/png,raw"}', json],
    ['400 ImageMissing', '/predict', '{"picture": ""}', json],
    ['400 ImageMissing', '/predict', 'null', json],
    ['400 BodyMalformed', '/predict', part, { 'Content-Type': 'multipart/form-data' }],
    ['400 BodyMalformed', '/predict', part, multipart],
    ['400 BodyMalformed', '/predict', `${part}\r\n--y--\r\n`, multipart],
    ['400 BodyMalformed', '/predict', `preamble\r\n${part}\r\n--x--\r\n`, multipart],
    ['400 BodyMalformed', '/predict', '', multipart],
    ['400 ImageMissing', '/predict', form([['title', 'a text']]), {}],
    ['413 TooManyParts', '/predict', '--x\r\na:\r\n\r\n\r\n'.repeat(102), multipart],
    ['413 BodyTooLarge', '/predict', 'x'.repeat(1001), {}],
    ['415 EncodingUnsupported', '/predict', 'picture', { 'Content-Encoding': 'gzip' }],
    ['400 BodyMalformed', '/predict/batch', 'picture', {}],
  ])('%s, row %#', async (expected, path, body, headers: Record<string, string>) => {
    await start({ maxBodyBytes: expected.includes('TooManyParts') ? 10_000 : 1000 })
    expect(await problem(await post(path, body, headers))).toBe(expected)
    expect(pool.jobs).toHaveLength(0)
  })

  test.each([
    ['ImageEmpty', 400],
    ['ImageTooLarge', 413],
    ['ImageSvg', 415],
    ['ImageUndecodable', 422],
    ['OutOfMemory', 503],
    ['PixelsScrambled', 500],
  ] as const)('%s of the pool is a %i', async (code, status) => {
    await start({ atOnce: false })
    const response = post('/predict', 'picture')
    ;(await pool.job(0)).fail(new WhatsitError(code, 'scripted'))
    const known = code === 'PixelsScrambled' ? 'Unexpected' : code
    expect(await problem(await response)).toBe(`${status} ${known}`)
  })

  test.each([
    ['GET', '/predict', 'POST'],
    ['PUT', '/predict/batch', 'POST'],
    ['POST', '/models', 'GET, HEAD'],
    ['DELETE', '/healthz', 'GET, HEAD'],
  ])('%s %s names what is allowed: %s', async (method, path, allowed) => {
    await start()
    const response = await fetch(`${serving.address}${path}`, { method })
    expect(response.headers.get('Allow')).toBe(allowed)
    expect(await problem(response)).toBe('405 MethodWrong')
  })
})

describe('how a refusal reads', () => {
  test.each(API_PATHS)('at %s it is a problem, whatever is asked for', async (path) => {
    await start()
    const response = await fetch(`${serving.address}${path}`, { method: 'PATCH', headers: { Accept: 'text/html' } })
    expect(await problem(response)).toBe('405 MethodWrong')
  })

  test.each([
    ['GET', '/nothing', 404],
    ['POST', '/', 405],
    ['PUT', '/assets/main.js', 405],
  ])('of the page it is a line of text: %s %s', async (method, path, status) => {
    await start()
    const response = await fetch(`${serving.address}${path}`, { method })
    expect([response.status, response.headers.get('Content-Type')]).toEqual([status, 'text/plain; charset=utf-8'])
    expect(await response.text()).toMatch(/^\w.*\.\n$/)
  })

  test.each([
    ['a request without a Host', 'GET /models HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['no request', 'nonsense\r\n\r\n', 400],
    ['a head that is too large', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('of %s it has no body', async (_, text, status) => {
    await start()
    const connection = rawConnection(serving.address)
    connection.write(text)
    const said = await connection.toTheEnd()
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(said).toMatch(/\r\n\r\n$/)
    expect(said.toLowerCase()).toContain('x-content-type-options: nosniff')
  })

  test('an expectation that nobody knows is none', async () => {
    await start()
    const connection = rawConnection(serving.address)
    connection.write(
      head('/predict', { 'Content-Length': 7, Expect: 'wonders', Connection: 'close' }).concat('picture'),
    )
    const said = await connection.toTheEnd()
    expect(said).toMatch(/^HTTP\/1\.1 200 /)
    expect(said.toLowerCase()).toContain('x-content-type-options: nosniff')
  })
})

describe('before the body', () => {
  const large = { 'Content-Length': 1_000_000, Expect: '100-continue' }

  test('a client that asks first is told of 413, and sends nothing', async () => {
    await start()
    const connection = rawConnection(serving.address)
    connection.write(head('/predict', large))
    const said = await connection.toTheEnd()
    expect(said).toMatch(/^HTTP\/1\.1 413 /)
    expect(said).toMatch(/Connection: close\r\n/i)
  })

  test('429 with Retry-After where the queue is full', async () => {
    await start({ atOnce: false })
    const running = [post('/predict', 'one'), post('/predict', 'two')]
    await pool.job(1)
    const connection = rawConnection(serving.address)
    connection.write(head('/predict', { ...large, 'Content-Length': 900 }))
    const said = await connection.toTheEnd()
    expect(said).toMatch(/^HTTP\/1\.1 429 /)
    expect(said).toMatch(/Retry-After: 1\r\n/i)
    for (const job of pool.jobs) job.answer()
    for (const response of running) expect((await response).status).toBe(200)
  })

  test('503 while loading', async () => {
    await start({ ready: false })
    const connection = rawConnection(serving.address)
    connection.write(head('/predict', { ...large, 'Content-Length': 900 }))
    expect(await connection.toTheEnd()).toMatch(/^HTTP\/1\.1 503 /)
  })

  test('whoever is welcome is asked for the body, and the connection is kept', async () => {
    await start()
    const connection = rawConnection(serving.address)
    connection.write(head('/predict', { 'Content-Length': 7, Expect: '100-continue' }))
    await connection.until('HTTP/1.1 100 Continue')
    connection.write('picture')
    expect(await connection.until('"answer"')).toMatch(/Connection: keep-alive/i)
    connection.destroy()
  })

  test('whoever sends without asking can still read the refusal', async () => {
    await start()
    const connection = rawConnection(serving.address)
    connection.write(head('/predict', { 'Content-Length': 5_000_000 }))
    connection.write(Buffer.alloc(5_000_000))
    await connection.until('BodyTooLarge')
    // All of it was taken in, so the connection goes on.
    connection.write(head('/predict', { 'Content-Length': 7 }).concat('picture'))
    await connection.until('"answer"')
    connection.destroy()
    await serving.end()
    expect(lines.map(({ status, received }) => [status, received < 1_000_000])).toEqual([
      [413, true],
      [200, true],
    ])
  })

  test('whoever sends all before it reads can read the refusal too, where the connection is not kept', async () => {
    await start()
    const { socket, until } = rawConnection(serving.address)
    // Python's urllib asks for that, and sends whatever it was told to before it reads.
    socket.pause()
    socket.write(head('/predict', { 'Content-Length': 20_000_000, Connection: 'close' }))
    const sent = new Promise((resolve) => socket.write(Buffer.alloc(20_000_000), resolve))
    expect(await sent).toBeFalsy()
    socket.resume()
    expect(await until('BodyTooLarge')).toMatch(/^HTTP\/1\.1 413 /)
    // Both sides have said all that they will: nobody waits for more.
    await once(socket, 'close')
  })

  test('a body without a length is cut off where it is too large', async () => {
    await start()
    const connection = rawConnection(serving.address)
    connection.write(head('/predict', { 'Transfer-Encoding': 'chunked' }))
    connection.write(`${(2000).toString(16)}\r\n${'x'.repeat(2000)}\r\n`)
    expect(await connection.until('BodyTooLarge')).toMatch(/^HTTP\/1\.1 413 /)
    connection.destroy()
  })
})

describe('where the server stands', () => {
  const ask = (path: string): Promise<Response> => fetch(`${serving.address}${path}`)

  test('loading: the page and health are there, pictures are not', async () => {
    await start({ ready: false })
    expect((await ask('/')).status).toBe(200)
    expect((await ask('/healthz')).status).toBe(200)
    for (const response of [await ask('/readyz'), await post('/predict', 'picture')]) {
      expect(response.headers.get('Retry-After')).toBe('1')
      expect(await problem(response)).toBe('503 Loading')
    }
    pool.becomeReady()
    await serving.ready
    expect(await (await ask('/readyz')).json()).toEqual({ status: 'ready', engine: { engine: 'whatsit', refused: [] } })
    expect((await post('/predict', 'picture')).status).toBe(200)
  })

  test('without a model: the page is there, and the reason is said', async () => {
    await start({ ready: false })
    pool.giveUp(new WhatsitError('ModelCorrupt', 'other bytes'))
    await expect(serving.ready).rejects.toThrow('other bytes')
    expect((await ask('/')).status).toBe(200)
    for (const response of [await ask('/readyz'), await post('/predict', 'picture')]) {
      expect(response.headers.get('Retry-After')).toBeNull()
      expect(await problem(response)).toBe('503 ModelCorrupt')
    }
  })

  test('without a model at first or later: a thread is started once more, and it answers again', async () => {
    const status = async (): Promise<string | number> => {
      const response = await ask('/readyz')
      return response.ok ? response.status : problem(response)
    }
    const gauge = async (): Promise<string | undefined> =>
      /^whatsit_ready (\d)$/m.exec(await (await ask('/metrics')).text())?.[1]
    await start({ ready: false })
    pool.giveUp(new WhatsitError('OutOfMemory', 'scripted'))
    await expect(serving.ready).rejects.toThrow('scripted')
    expect([await gauge(), pool.tries]).toEqual(['0', 0])
    expect(await status()).toBe('503 OutOfMemory')
    // Whoever asks again at once is one try with the first.
    expect(await problem(await post('/predict', 'picture'))).toBe('503 OutOfMemory')
    expect([pool.tries, pool.jobs.length]).toEqual([1, 0])
    pool.becomeReady()
    expect(await (await ask('/readyz')).json()).toEqual({ status: 'ready', engine: { engine: 'whatsit', refused: [] } })
    expect((await post('/predict', 'picture')).status).toBe(200)
    pool.giveUp(new WhatsitError('WorkerLost', 'later'))
    expect([await status(), await gauge()]).toEqual(['503 WorkerLost', '0'])
    pool.becomeReady()
    expect([await status(), await gauge()]).toEqual([200, '1'])
  })

  test('without a pool: likewise', async () => {
    const createPool = () => Promise.reject(new WhatsitError('RuntimeFailed', 'no sharp'))
    await start({ ready: false, createPool })
    expect((await ask('/')).status).toBe(200)
    expect(await problem(await post('/predict', 'picture'))).toBe('503 RuntimeFailed')
  })

  test('ending: what runs is answered, the rest is refused', async () => {
    await start({ atOnce: false })
    const running = post('/predict', 'running')
    await pool.job(0)
    const sending = rawConnection(serving.address)
    sending.write(head('/predict', { 'Content-Length': 7, Expect: '100-continue' }))
    await sending.until('100 Continue')
    const kept = rawConnection(serving.address)
    kept.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await kept.until('"ok"')
    // Its request has begun, so that the end does not find it idle.
    kept.write('POST /predict HTTP/1.1\r\nHost: localhost\r\n')
    await kept.until('"ok"')

    const ended = serving.end()
    expect(await sending.toTheEnd()).toMatch(/HTTP\/1\.1 503 (?:.|\s)*"Ending"/)
    await expect(fetch(`${serving.address}/healthz`)).rejects.toThrow()
    expect(pool.ended).toBe(false)
    ;(await pool.job(0)).answer()
    expect((await running).status).toBe(200)
    kept.destroy()
    await ended
    expect(pool.ended).toBe(true)
  })

  test('ending: a client that never reads its answer is waited for no longer than the limit', async () => {
    await start({ endLimitMs: 50 })
    // More than any system keeps for a connection on which nobody reads.
    const map = { index: 285, width: 5000, height: 1000, values: new Array<number>(5_000_000).fill(0.5) }
    const asked = new Promise<void>((resolve) => {
      vi.spyOn(pool, 'classify').mockImplementation(async () => {
        resolve()
        return { ...CAT, activationMaps: [map] }
      })
    })
    const connection = rawConnection(serving.address)
    connection.socket.pause()
    connection.write(head('/predict?maps=1', { 'Content-Length': 7 }).concat('picture'))
    await asked
    await serving.end()
    expect(pool.ended).toBe(true)
    connection.destroy()
  })

  test('a client that goes away takes its picture off the queue', async () => {
    await start({ atOnce: false })
    const connection = rawConnection(serving.address)
    connection.write(head('/predict', { 'Content-Length': 7 }).concat('picture'))
    const { request: asked } = await pool.job(0)
    const gone = new Promise((resolve) => asked.signal?.addEventListener('abort', resolve))
    connection.destroy()
    await gone
    expect(pool.state.running).toBe(0)
  })
})

describe('other paths', () => {
  test.each(['/', '/index.html', '/assets/main.js', '/%2e%2e%2fetc/passwd', '/a%00b', '/.git/x'])(
    'POST %s is not for pictures',
    async (path) => {
      const { port } = new URL(await start())
      const status = await new Promise((resolve, reject) => {
        // Neither `fetch` nor URL would let such a path through.
        const outgoing = request({ port, path, method: 'POST', agent: false }, (incoming) => {
          incoming.resume()
          resolve(incoming.statusCode)
        })
        outgoing.on('error', reject)
        outgoing.end('picture')
      })
      expect(status).toBe(405)
    },
  )

  test('POST to a path of another system answers the same, unless the routes are strict', async () => {
    await start()
    expect(await (await post('/v1/classify?top=2', 'picture')).json()).toMatchObject({ answer: CAT.answer })
    expect(pool.jobs[0]?.request.topK).toBe(2)
    for (const path of ['/predict/', '/assets/']) expect((await post(path, 'picture')).status).toBe(200)
    await serving.end()
    await start({ strictRoutes: true })
    expect((await post('/v1/classify', 'picture')).status).toBe(405)
    expect((await post('/predict', 'picture')).status).toBe(200)
  })
})

describe('hosts and origins', () => {
  const withHost = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(serving.address)
      const outgoing = request({ port, path: '/', headers: { Host: host }, agent: new Agent() }, (incoming) => {
        incoming.resume()
        resolve(incoming.statusCode)
      })
      outgoing.on('error', reject)
      outgoing.end()
    })

  test('a name that only points here is refused, page included', async () => {
    await start({ allowHosts: ['whatsit.test'] })
    expect(await withHost('evil.example')).toBe(421)
    expect(await withHost('localhost:1')).toBe(200)
    expect(await withHost('whatsit.test')).toBe(200)
  })

  test("other sites' pages may read nothing, unless they are named", async () => {
    const origin = { Origin: 'https://other.example' }
    await start()
    expect((await post('/predict', 'picture', origin)).headers.get('Access-Control-Allow-Origin')).toBeNull()
    await serving.end()
    await start({ cors: ['https://other.example'] })
    const allowed = await post('/predict', 'picture', origin)
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe('https://other.example')
    const refused = await post('/predict', 'picture', { Origin: 'https://third.example' })
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBeNull()
    const problems = await post('/predict?top=x', 'picture', origin)
    expect(problems.headers.get('Access-Control-Allow-Origin')).toBe('https://other.example')
    const preflight = await fetch(`${serving.address}/predict`, {
      method: 'OPTIONS',
      headers: { ...origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toBe('content-type')
    const page = await fetch(serving.address, { headers: origin })
    expect(page.headers.get('Access-Control-Allow-Origin')).toBeNull()
  })
})

describe('a batch', () => {
  const partOf = (name: string, content: string): string =>
    `--x\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\n${content}\r\n`
  const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
  const batchHead = head('/predict/batch', {
    'Content-Type': 'multipart/form-data; boundary=x',
    'Transfer-Encoding': 'chunked',
  })

  async function linesOf(response: Response): Promise<unknown[]> {
    expect(response.headers.get('Content-Type')).toBe('application/x-ndjson')
    return (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
  }

  test('a line for each picture, in order; one that fails does not stop the others', async () => {
    await start({ atOnce: false, concurrency: 4 })
    const response = post(
      '/predict/batch?top=1',
      form([
        ['a', 'one', '1.jpg'],
        ['note', 'a text'],
        ['a', 'two', '2.jpg'],
        ['b', 'three', '3.jpg'],
      ]),
    )
    ;(await pool.job(2)).answer()
    ;(await pool.job(1)).fail(new WhatsitError('ImageUnsupported', 'scripted'))
    ;(await pool.job(0)).answer()
    expect(await linesOf(await response)).toMatchObject([
      { part: 0, name: '1.jpg', answer: CAT.answer },
      { part: 1, name: '2.jpg', problem: { status: 415, code: 'ImageUnsupported' } },
      { part: 2, name: '3.jpg', answer: CAT.answer },
    ])
    expect(pool.jobs.map(({ picture }) => picture)).toEqual(['one', 'two', 'three'])
  })

  test('the first line comes while the second picture is still being sent', async () => {
    await start()
    const connection = rawConnection(serving.address)
    connection.write(batchHead)
    connection.write(chunk(partOf('1.jpg', 'one') + partOf('2.jpg', '').slice(0, 20)))
    await connection.until('"1.jpg"')
    connection.write(chunk(`${partOf('2.jpg', 'two').slice(20)}--x--\r\n`))
    connection.write('0\r\n\r\n')
    const said = await connection.until('"2.jpg"')
    expect(said.match(/^\{.*$/gm)).toHaveLength(2)
    connection.destroy()
  })

  test('a form that breaks off has its lines, and a last one that says so', async () => {
    await start()
    const body = `${partOf('1.jpg', 'one')}--x\r\nContent-Disp`
    const response = await post('/predict/batch', body, { 'Content-Type': 'multipart/form-data; boundary=x' })
    expect(await linesOf(response)).toMatchObject([{ part: 0 }, { problem: { code: 'BodyMalformed' } }])
  })

  test('a form without files has a line that says so', async () => {
    await start()
    const response = await post('/predict/batch', form([['note', 'a text']]))
    expect(await linesOf(response)).toMatchObject([{ problem: { code: 'ImageMissing' } }])
  })

  test('whose client goes away while its pictures wait for room is cancelled, and no defect', async () => {
    await start({ atOnce: false })
    const others = [post('/predict', 'one'), post('/predict', 'two')]
    await pool.job(1)
    const full = pool.state
    const looked = new Promise<void>((resolve) => {
      vi.spyOn(pool, 'state', 'get').mockReturnValue({
        ...full,
        get isFull() {
          resolve()
          return true
        },
      })
    })
    const connection = rawConnection(serving.address)
    connection.write(batchHead)
    connection.write(chunk(partOf('1.jpg', 'three') + partOf('2.jpg', '')))
    await looked
    connection.destroy()
    let code: string | undefined
    let text = ''
    while (code === undefined) {
      text = await (await fetch(`${serving.address}/metrics`)).text()
      code = /errors_total\{code="(\w+)"/.exec(text)?.[1]
    }
    expect(code).toBe('Cancelled')
    // Those of the two others, and of the batch neither too many nor too few.
    expect(text).toContain('whatsit_held_bytes 6\n')
    for (const job of pool.jobs) job.answer()
    await Promise.all(others)
  })

  test('more pictures than the queue holds are answered all the same', async () => {
    await start()
    const files = Array.from({ length: 30 }, (_, index) => ['f', `picture ${index}`, `${index}.jpg`] as const)
    const answers = await linesOf(await post('/predict/batch', form(files)))
    expect(answers).toHaveLength(30)
    for (const answer of answers) expect(answer).toMatchObject({ answer: CAT.answer })
  })
})

describe('what the server says of itself', () => {
  test('a line for each request, and nothing of the picture in it', async () => {
    await start()
    await post('/predict?model=second', form([['image', 'secret', 'private.jpg']]))
    await fetch(serving.address)
    await serving.end()
    expect(lines).toEqual(
      [
        ['POST', '/predict'],
        ['GET', '/'],
      ].map(([method, path]) => ({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        method,
        path,
        status: 200,
        ms: expect.any(Number),
        bytes: expect.any(Number),
        received: expect.any(Number),
      })),
    )
    expect(JSON.stringify(lines)).not.toMatch(/secret|private|second/)
  })

  test('no line where none is wanted', async () => {
    await start({ quiet: true })
    await post('/predict', 'picture')
    await serving.end()
    expect(lines).toEqual([])
  })

  test('metrics count requests by route, errors by code, and name the queue', async () => {
    await start({ atOnce: false })
    const running = [post('/predict', 'one'), post('/some/other', 'two')]
    await pool.job(1)
    await post('/predict', 'three')
    await fetch(`${serving.address}/predict`)
    const text = await (await fetch(`${serving.address}/metrics`)).text()
    expect(text).toContain('whatsit_queue_waiting 1\n')
    expect(text).toContain('whatsit_queue_running 1\n')
    expect(text).toContain('whatsit_held_bytes 6\n')
    expect(text).toContain('whatsit_errors_total{code="QueueFull"} 1\n')
    expect(text).toContain('whatsit_errors_total{code="MethodWrong"} 1\n')
    expect(text).toContain('whatsit_requests_total{route="/predict",method="POST",status="429"} 1\n')
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d+$/m)
    for (const job of pool.jobs) job.answer()
    await Promise.all(running)
    const after = await (await fetch(`${serving.address}/metrics`)).text()
    expect(after).toContain('whatsit_requests_total{route="other",method="POST",status="200"} 1\n')
    expect(after).toContain('whatsit_held_bytes 0\n')
  })

  test('models, health and the API itself', async () => {
    await start()
    const ask = async (path: string): Promise<unknown> => (await fetch(`${serving.address}${path}`)).json()
    expect(await ask('/models')).toEqual({ models: pool.models })
    expect(await ask('/healthz')).toEqual({ status: 'ok', version: '1.2.3' })
    expect(await ask('/openapi.json')).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } })
  })
})
