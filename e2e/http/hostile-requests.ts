/** Requests that nobody means well with, each with the statuses that it may get. */
import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import { rawConnection } from '../../src/node/testing/raw-connection.ts'
import { fixture } from '../support/files.ts'

/** What a hostile client sends, and what it must be told. */
export interface HostileRequest {
  readonly name: string
  /** 0 where nobody is left to be told. */
  readonly status: number
  /** As bytes on a connection; `later` for those whose answer comes only after the server's patience. */
  send(address: string): Promise<{ readonly answer: Promise<number>; readonly later: boolean }>
}

type Bytes = string | Uint8Array

const CRLF = '\r\n'
const BOUNDARY = 'hostile'
/** Of the server in the test: enough for every good picture, little enough to exceed it often. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024
export const MAX_PIXELS = 20_000_000

function head(line: string, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`)
  return [`${line} HTTP/1.1`, ...lines, '', ''].join(CRLF)
}

/** Of the first answer that is not "100 Continue". */
function statusOf(said: string): number {
  return Number(/HTTP\/1\.1 (?!1)(\d{3})/.exec(said)?.[1] ?? 0)
}

/** Sends it all, and is answered at once. @param options  `halfClose`: says that nothing more comes */
function bytes(name: string, status: number, parts: readonly Bytes[], { halfClose = false } = {}): HostileRequest {
  return {
    name,
    status,
    send: async (address) => {
      const connection = rawConnection(address)
      for (const part of parts) connection.write(part)
      if (halfClose) connection.socket.end()
      const answer = connection.until('\r\n\r\n').then(statusOf)
      return { answer: answer.finally(() => connection.destroy()), later: false }
    },
  }
}

/** Begins, and then only waits. */
function silent(name: string, status: number, begun: string): HostileRequest {
  return {
    name,
    status,
    send: async (address) => {
      const connection = rawConnection(address)
      connection.write(begun)
      const answer = connection.until('\r\n\r\n').then(statusOf)
      return { answer: answer.finally(() => connection.destroy()), later: true }
    },
  }
}

function post(
  name: string,
  status: number,
  body: Bytes,
  { path = '/predict', ...headers }: Readonly<Record<string, string>> = {},
): HostileRequest {
  return bytes(name, status, [head(`POST ${path}`, { 'Content-Length': Buffer.byteLength(body), ...headers }), body])
}

const form = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` }
const json = { 'Content-Type': 'application/json' }

function partOf(name: string, content: Bytes, more = ''): Buffer {
  const start = `--${BOUNDARY}${CRLF}Content-Disposition: form-data; name="image"; filename="${name}"${more}${CRLF}${CRLF}`
  return Buffer.concat([Buffer.from(start), Buffer.from(content), Buffer.from(CRLF)])
}

const end = `--${BOUNDARY}--${CRLF}`
const wholeForm = (name: string, content: Bytes): Buffer => Buffer.concat([partOf(name, content), Buffer.from(end)])

function pngChunk(type: string, content: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + content.length)
  chunk.writeUInt32BE(content.length)
  chunk.write(type, 4, 'latin1')
  chunk.set(content, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length)
  return chunk
}

/** A whole and valid PNG of nothing, a thousand times smaller than its pixels. */
function emptyPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 9 })
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', rows), pngChunk('IEND', Buffer.alloc(0))])
}

const file = (name: string): Buffer => readFileSync(fixture(name))

/** Forty kinds. The same ones each time: what differs between two rounds is the server's state alone. */
export function hostileRequests(): readonly HostileRequest[] {
  const fields = `--${BOUNDARY}${CRLF}Content-Disposition: form-data; name="f"${CRLF}${CRLF}x${CRLF}`.repeat(1000)
  const cutForm = partOf('cat.jpg', 'picture').subarray(0, -9)
  return [
    post('nothing', 400, ''),
    post('an empty file', 400, wholeForm('cat.jpg', ''), form),
    post('an empty form', 400, '', form),
    post('a form that ends at once', 400, end, form),
    bytes('a terabyte, announced', 413, [head('POST /predict', { 'Content-Length': 1e12 })]),
    bytes('a terabyte, asked first', 413, [head('POST /predict', { 'Content-Length': 1e12, Expect: '100-continue' })]),
    bytes('more and more chunks', 413, [
      head('POST /predict', { 'Transfer-Encoding': 'chunked' }),
      `${(3 * 1024 * 1024).toString(16)}${CRLF}`,
      Buffer.alloc(3 * 1024 * 1024),
    ]),
    silent('a head that never ends', 408, 'POST /predict HTTP/1.1\r\nHost: localhost\r\nX-A: '),
    silent('a body that never ends', 408, `${head('POST /predict', { 'Content-Length': 1000 })}begun`),
    silent('a form that never ends', 408, head('POST /predict', { ...form, 'Content-Length': 1000 })),
    post('another boundary', 400, wholeForm('cat.jpg', 'picture').toString().replaceAll(BOUNDARY, 'other'), form),
    post('no boundary', 400, wholeForm('cat.jpg', 'picture'), { 'Content-Type': 'multipart/form-data' }),
    post('a form cut short', 400, cutForm, form),
    post('a part with a head of 100 kB', 400, partOf('cat.jpg', '', `${CRLF}X: ${'x'.repeat(100_000)}`), form),
    post('a thousand fields', 413, fields + end, form),
    bytes('a connection cut short', 400, [head('POST /predict', { 'Content-Length': 1000 }), 'begun'], {
      halfClose: true,
    }),
    post('text', 415, 'What is in this picture?'),
    post('HTML', 415, '<!doctype html><script>alert(1)</script>', { 'Content-Type': 'image/jpeg' }),
    post('a drawing with a script', 415, file('drawing-with-script.svg')),
    post('a document', 415, file('document.pdf')),
    post('a film', 415, file('film.mp4')),
    post('a phone picture', 415, file('photo.heic')),
    post('a picture cut short', 422, file('truncated.jpg')),
    post('a header and nothing', 422, Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
    post('a claim of 900 megapixels', 413, file('claims-30000x30000.png')),
    post('a bomb of 64 megapixels', 413, wholeForm('bomb.png', emptyPng(8000, 8000)), form),
    post('broken JSON', 400, '{"image": "', json),
    post('JSON of brackets', 400, '['.repeat(1_000_000), json),
    post('JSON without a picture', 400, '{"url": "http://localhost/cat.jpg"}', json),
    post('JSON with a text', 415, JSON.stringify({ image: btoa('no picture') }), json),
    post('an unknown model', 400, '', { path: '/predict?model=../../etc/passwd' }),
    post('no number', 400, '', { path: '/predict?top=-1' }),
    post('a compressed body', 415, '', { 'Content-Encoding': 'gzip' }),
    post("another site's name", 421, '', { Host: 'evil.example' }),
    post('a path out of the site', 405, '', { path: '/%2e%2e%2f%2e%2e%2fetc%2fpasswd' }),
    post('a path with a backslash', 400, '', { path: '/..\\..\\etc\\passwd' }),
    bytes('two lengths', 400, [
      head('POST /predict', { 'Content-Length': 5, 'Transfer-Encoding': 'chunked' }),
      'hello',
    ]),
    bytes('a head of 100 kB', 431, [head('GET /', { 'X-A': 'x'.repeat(100_000) })]),
    bytes('no HTTP', 400, ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03']),
    vanishing(),
  ]
}

/** A client that sends half a picture and is gone. */
function vanishing(): HostileRequest {
  return {
    name: 'a client that vanishes',
    status: 0,
    send: async (address) => {
      const connection = rawConnection(address)
      connection.write(head('POST /predict', { 'Content-Length': 100_000 }))
      connection.write(Buffer.alloc(50_000))
      await new Promise((resolve) => connection.socket.once('connect', resolve))
      connection.destroy()
      return { answer: Promise.resolve(0), later: false }
    },
  }
}
