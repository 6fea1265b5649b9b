/**
 * nginx with the page, the real API behind it as in compose.yaml, on this machine's own programs: what a client meets who
 * knows nginx alone, while the API is there and when it is not. Needs a build. The last line is `N passed, N failed`.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { conclude, fail, same, test } from './checks.mjs'
import { root } from './command.mjs'
import { freePort } from './free-port.mjs'

const PICTURE = join(root, 'public/pictures/cat.jpg')
/** Tiger cat, as in public/models/reference.json. */
const CAT_INDEX = 282
const MAX_BODY_BYTES = 2_000_000

const ports = { api: await freePort(), page: await freePort() }
const page = `http://127.0.0.1:${ports.page}`
const api = `http://127.0.0.1:${ports.api}`

/** @param {readonly string[]} args @param {Record<string, string>} [env] */
function start(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  })
  process.once('exit', () => child.kill('SIGKILL'))
  return child
}

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/** @param {string} address @param {import('node:child_process').ChildProcess} child  that will answer it */
async function answers(address, child) {
  for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
    const response = await fetch(address).catch(() => undefined)
    if (response?.ok) return
    await sleep(100)
  }
  throw new Error(`${address} does not answer`)
}

const startApi = () =>
  start(['dist-node/server.js'], {
    PORT: String(ports.api),
    HOST: '127.0.0.1',
    WHATSIT_API_ONLY: '1',
    WHATSIT_QUIET: '1',
    WHATSIT_MODELS: join(root, 'public/models'),
    WHATSIT_CONCURRENCY: '1',
    WHATSIT_MAX_BODY_BYTES: String(MAX_BODY_BYTES),
    WHATSIT_CORS: 'https://example.org',
  })

/** @param {Response} response @returns {Promise<any>} */
async function problem(response) {
  same(response.headers.get('Content-Type'), 'application/problem+json')
  const { status, code } = /** @type {any} */ (await response.json())
  same(status, response.status)
  return [status, code]
}

const post = async (path = '/predict') => fetch(page + path, { method: 'POST', body: await openAsBlob(PICTURE) })

/** As they come. @param {Response} response @returns {AsyncGenerator<any>} */
async function* linesOf({ body }) {
  let text = ''
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (text + chunk).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line)
  }
}

/** The page's own paths, whatever is behind. */
async function pageAnswers() {
  const response = await fetch(page)
  same([response.status, response.headers.get('Content-Type')], [200, 'text/html; charset=utf-8'])
  same((await fetch(`${page}/models/index.json`)).status, 200)
}

async function withApi() {
  await test('a picture is answered through nginx, by curl in both ways', async () => {
    const form = ['-s', '-F', `image=@${PICTURE}`, `${page}/predict`]
    const body = ['-s', '--data-binary', `@${PICTURE}`, `${page}/predict`]
    for (const args of [form, body]) {
      const { predictions } = JSON.parse(execFileSync('curl', args, { encoding: 'utf8' }))
      same(predictions[0].index, CAT_INDEX)
    }
  })
  await test('it has each of the headers once', async () => {
    const { headers } = await post()
    same(
      ['Cache-Control', 'Cross-Origin-Resource-Policy', 'X-Content-Type-Options'].map((name) => headers.get(name)),
      ['no-store', 'same-origin', 'nosniff'],
    )
  })
  await test('a line of a batch comes before the batch has ended', async () => {
    const boundary = 'whatsit'
    const part = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="cat.jpg"\r\n\r\n`
    const picture = Buffer.from(await (await openAsBlob(PICTURE)).arrayBuffer())
    let send = (/** @type {Buffer | null} */ _) => {}
    const body = new ReadableStream({
      start(controller) {
        send = (chunk) => (chunk ? controller.enqueue(chunk) : controller.close())
      },
    })
    const whole = Buffer.concat([Buffer.from(part), picture, Buffer.from('\r\n')])
    // The api reads in pieces of 64 KiB: with three pictures and most of a fourth the first two are whole there.
    send(Buffer.concat([whole, whole, whole, whole.subarray(0, -3)]))
    const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` }
    // TypeScript's fetch is the browser's, which has no word for what Node asks for with a stream.
    const options = /** @type {RequestInit} */ ({ method: 'POST', body, headers, duplex: 'half' })
    const lines = linesOf(await fetch(`${page}/predict/batch?top=1`, options))
    // The second, since a server that gathers would send the first one with the head.
    for (const part of [0, 1]) same((await lines.next()).value.part, part)
    // Only now comes the rest.
    send(Buffer.concat([whole.subarray(-3), Buffer.from(`--${boundary}--\r\n`)]))
    send(null)
    for (const part of [2, 3]) same((await lines.next()).value.part, part)
    same((await lines.next()).done, true)
  })
  await test('a body over the limit is refused in the same words', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'whatsit-proxy-'))
    try {
      const file = join(folder, 'large')
      await writeFile(file, Buffer.alloc(20 * MAX_BODY_BYTES))
      const args = ['-s', '-w', '\n%{http_code} %{content_type}', '--data-binary', `@${file}`, `${page}/predict`]
      const [reply = '', end] = execFileSync('curl', args, { encoding: 'utf8' }).split('\n\n')
      same([JSON.parse(reply).code, end], ['BodyTooLarge', '413 application/problem+json'])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
  await test('/models is the api’s, /models/ are the page’s files', async () => {
    const { models } = /** @type {any} */ (await (await fetch(`${page}/models`)).json())
    same(models[0].id, 'efficientnet-lite0')
    await pageAnswers()
  })
  await test('what is for its operator is not passed on', async () => {
    for (const path of ['/metrics', '/healthz', '/readyz']) same((await fetch(page + path)).status, 404)
  })
  await test('another site’s page may ask where the api lets it', async () => {
    const headers = { Origin: 'https://example.org', 'Access-Control-Request-Method': 'POST' }
    const response = await fetch(`${page}/predict`, { method: 'OPTIONS', headers })
    same([response.status, response.headers.get('Access-Control-Allow-Origin')], [204, 'https://example.org'])
  })
  await test('elsewhere nothing but GET and HEAD is answered', async () => {
    for (const path of ['/', '/models', '/predict/other']) {
      const response = await post(path)
      same([path, response.status, response.headers.get('Allow')], [path, 405, 'GET, HEAD'])
    }
  })
}

async function withoutApi() {
  await test('without the api its paths say so, and the page is there', async () => {
    const response = await post()
    same(response.headers.get('Retry-After'), '5')
    same(response.headers.get('Cross-Origin-Resource-Policy'), 'same-origin')
    same(await problem(response), [503, 'ApiAway'])
    await pageAnswers()
  })
}

try {
  // nginx first: it starts without the api.
  const nginx = start(['tools/nginx.mjs', String(ports.page), '--api', api])
  await answers(page, nginx)
  await withoutApi()
  const server = startApi()
  await answers(`${api}/readyz`, server)
  await withApi()
  await end(server)
  await withoutApi()
  await end(nginx)
} catch (error) {
  fail(error)
}
conclude()
