/** The api's image: Dockerfile.api. */
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { partOf } from '../api-layout.mjs'
import { failures, same, test } from '../checks.mjs'
import { root } from '../command.mjs'
import { tellSizes } from './sizes.mjs'
import { runReadOnly, weigh } from './workshop.mjs'

/** Bytes, unpacked, of all but Node, which differs by 22 MB between the versions that may be chosen. */
const LIMIT_WITHOUT_NODE = 32e6
const API = 'http://127.0.0.1:8080'
/** Tiger cat, as in public/models/reference.json. */
const CAT_INDEX = 282
const PICTURE = join(root, 'public/pictures/cat.jpg')

/** @param {string} rootfs @param {any} config  what `buildah inspect` says */
export async function tryApi(rootfs, config) {
  const weights = weigh(rootfs, partOf)
  const whole = tellSizes('api', weights)
  const withoutNode = whole - (weights.get('Node') ?? 0)
  await test(`all but Node weighs at most ${LIMIT_WITHOUT_NODE / 1e6} MB`, () => {
    if (withoutNode > LIMIT_WITHOUT_NODE) throw new Error(`        ${withoutNode} bytes`)
  })
  await test('it holds one program, and nothing of onnxruntime-web and npm', () => {
    const files = readdirSync(rootfs, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
    const paths = files.map((entry) => relative(rootfs, join(entry.parentPath, entry.name)))
    same(
      paths.filter((path) => /(?:^|\/)s?bin\//.test(path)),
      ['usr/bin/node'],
    )
    same(
      paths.filter((path) => /onnxruntime|ort-wasm|\/npm\/|lite2/.test(path)),
      [],
    )
  })
  const server = await runReadOnly(rootfs, config, `${API}/readyz`)
  try {
    await ask(server, config)
  } finally {
    server.kill()
    if (failures() > 0) console.log(server.log())
  }
}

/** @param {Awaited<ReturnType<typeof runReadOnly>>} server @param {any} config */
async function ask(server, { User, ExposedPorts, Healthcheck, StopSignal }) {
  /** @param {string} path @param {readonly string[]} args @returns {any} */
  const json = (path, ...args) => JSON.parse(server.curl(...args, API + path))
  await test('it is not root, has no rights beside its user, and says where it listens', () => {
    same([User, Object.keys(ExposedPorts)], ['65532', ['8080/tcp']])
    same(['Uid', 'CapPrm', 'NoNewPrivs'].map(server.status), ['65532', '0000000000000000', '1'])
  })
  await test('with a root that cannot be written, our own engine is ready', () => {
    same(json('/readyz').engine.engine, 'whatsit')
    same(
      json('/models').models.map((/** @type {{id: string}} */ { id }) => id),
      ['efficientnet-lite0'],
    )
  })
  await test('it answers a picture', () => {
    same(json('/predict', '--data-binary', `@${PICTURE}`).predictions[0].index, CAT_INDEX)
  })
  await test('it has no page, and says so', () => {
    same(json('/').documentation, '/openapi.json')
    same(json('/index.html').code, 'RouteUnknown')
  })
  await test('the health check agrees', () => {
    same(Healthcheck.Test[0], 'CMD')
    server.inside(...Healthcheck.Test.slice(1))
  })
  await test('the log holds paths and no queries', () => {
    json('/predict?top=secret', '--data-binary', `@${PICTURE}`)
    same([server.log().includes('"path":"/predict"'), server.log().includes('secret')], [true, false])
  })
  console.log(`  memory after two pictures: ${server.status('VmRSS')} kB, at most ${server.status('VmHWM')} kB`)
  await test('it ends cleanly when asked', async () => {
    same(await server.end(StopSignal), 0)
  })
}
