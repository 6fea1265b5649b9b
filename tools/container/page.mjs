/** The page's image: Dockerfile. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { failures, same, test } from '../checks.mjs'
import { tellSizes } from './sizes.mjs'
import { runReadOnly, weigh } from './workshop.mjs'

/** Bytes, unpacked: what the whole image may weigh on an alpine-slim-like base. */
const IMAGE_LIMIT = 30e6
const SITE = 'http://127.0.0.1:8080'

/** @param {string} rootfs @param {any} config  what `buildah inspect` says */
export async function tryPage(rootfs, config) {
  const parts = weigh(rootfs, (path) => (path.startsWith('srv/whatsit/') ? 'the site' : 'nginx and its libraries'))
  const whole = tellSizes('page', parts)
  await test(`the page weighs at most ${IMAGE_LIMIT / 1e6} MB`, () => {
    if (whole > IMAGE_LIMIT) throw new Error(`        ${whole} bytes`)
  })
  const server = await runReadOnly(rootfs, config, SITE)
  try {
    await ask(server, rootfs, config)
  } finally {
    server.kill()
    if (failures() > 0) console.log(server.log())
  }
}

/** @param {Awaited<ReturnType<typeof runReadOnly>>} server @param {string} rootfs @param {any} config */
async function ask(server, rootfs, { User, ExposedPorts, Healthcheck, StopSignal }) {
  const wasm = readdirSync(join(rootfs, 'srv/whatsit/assets'))
    .find((name) => name.endsWith('.wasm.gz'))
    ?.slice(0, -3)
  /** @param {string} path @param {readonly string[]} args */
  const head = (path, ...args) => server.curl('-D', '-', '-o', '/dev/null', ...args, SITE + path)
  await test('it is not root, has no rights beside its user, and says where it listens', () => {
    same([User, Object.keys(ExposedPorts)], ['101', ['8080/tcp']])
    same(['Uid', 'CapPrm', 'NoNewPrivs'].map(server.status), ['101', '0000000000000000', '1'])
  })
  await test('with a root that cannot be written, the page is there with its headers', () => {
    const reply = server.curl('-i', `${SITE}/?url=secret`)
    for (const part of [
      'HTTP/1.1 200',
      'Content-Security-Policy: default-src',
      'Cross-Origin-Embedder-Policy: require-corp',
    ]) {
      if (!reply.includes(part)) throw new Error(`        no "${part}" in\n${reply}`)
    }
    if (!/<script type="module"/.test(reply)) throw new Error(`        no page in\n${reply}`)
  })
  await test('the wasm is kept as .gz alone and unpacked for those who do not take it', () => {
    same(existsSync(join(rootfs, 'srv/whatsit/assets', wasm ?? '')), false)
    const reply = head(`/assets/${wasm}`, '-H', 'Accept-Encoding: gzip')
    same(
      [/Content-Type: (\S+)/.exec(reply)?.[1], /Content-Encoding: (\S+)/.exec(reply)?.[1]],
      ['application/wasm', 'gzip'],
    )
    same(server.curl(`${SITE}/assets/${wasm}`).slice(0, 4), '\0asm')
  })
  await test('a missing asset is a 404', () => {
    same(head('/assets/gone.wasm').slice(0, 12), 'HTTP/1.1 404')
  })
  await test('the health check agrees', () => {
    same(Healthcheck.Test[0], 'CMD')
    server.inside(...Healthcheck.Test.slice(1))
  })
  await test('the log holds paths and no queries', () => {
    same([server.log().includes('GET /index.html 200'), server.log().includes('secret')], [true, false])
  })
  await test('it ends cleanly when asked', async () => {
    same(await server.end(StopSignal ?? 'SIGTERM'), 0)
  })
}
