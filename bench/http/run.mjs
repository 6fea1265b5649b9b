/**
 * Loads the server of `npm start` with autocannon, and does the same work in a plain loop before and after: README.md here
 * says what each number means.
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../tools/command.mjs'
import { machine } from '../machine.mjs'
import { writeResult } from '../results.mjs'
import { rounded } from '../statistics.mjs'

const BUNDLE = join(root, '.cache', 'bench-http')
const BUILT = join(root, 'dist-node')
const MODELS = join(root, 'dist', 'models')
const CAT = join(root, 'public', 'pictures', 'cat.jpg')
/** Of a phone's camera. */
const PHOTOGRAPH = { width: 4000, height: 3000 }
const CONNECTIONS = [1, 2, 4, 16, 64]
const MEGABYTE = 1_000_000

/** @typedef {{name: string, bytes: Buffer}} Picture */

/** @returns {Promise<Picture[]>} */
async function pictures() {
  const { default: sharp } = await import('sharp')
  const cat = await readFile(CAT)
  const photograph = await sharp(cat)
    .resize({ ...PHOTOGRAPH, fit: 'cover' })
    .jpeg({ quality: 95 })
    .toBuffer()
  return [
    { name: 'cat.jpg, 451 x 300', bytes: cat },
    { name: `photograph, ${PHOTOGRAPH.width} x ${PHOTOGRAPH.height}`, bytes: photograph },
  ]
}

/** Bundled, since no Node that we support runs TypeScript. @returns {Promise<typeof import('./loop.ts')>} */
async function bundledLoop() {
  const { build } = await import('vite')
  await mkdir(BUNDLE, { recursive: true })
  await build({
    configFile: join(root, 'vite.node.config.ts'),
    logLevel: 'error',
    build: {
      outDir: BUNDLE,
      emptyOutDir: true,
      rollupOptions: { input: { loop: join(import.meta.dirname, 'loop.ts') } },
    },
  })
  return import(pathToFileURL(join(BUNDLE, 'loop.js')).href)
}

/** @param {(bytes: Uint8Array) => Promise<unknown>} classify @param {Picture} picture @param {number} seconds */
async function inLoop(classify, { bytes }, seconds) {
  for (let warmUp = 0; warmUp < 5; warmUp++) await classify(bytes)
  const start = performance.now()
  let count = 0
  while (performance.now() - start < seconds * 1000) {
    await classify(bytes)
    count++
  }
  return (count * 1000) / (performance.now() - start)
}

/** @returns {Promise<{address: string, end: () => Promise<unknown>}>}  once it answers pictures */
function startServer() {
  const server = spawn(process.execPath, [join(BUILT, 'server.js'), '--port', '0', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = () => server.kill()
  process.once('exit', kill)
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const end = () => {
    process.off('exit', kill)
    kill()
    return ended
  }
  return new Promise((resolve, reject) => {
    let said = ''
    server.stdout.on('data', (chunk) => {
      said += chunk
      const [address] = /http:\/\/\S+/.exec(said) ?? []
      if (address && said.includes('Model Loaded!')) resolve({ address, end })
    })
    void ended.then(() => reject(new Error(`the server ended: ${said}`)))
  })
}

/** Of the server's process. @param {string} address @returns {Promise<number>} */
async function memory(address) {
  const metrics = await (await fetch(`${address}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics)?.[1])
}

/**
 * @param {string} address
 * @param {Picture} picture
 * @param {number} connections
 * @param {number} seconds
 */
async function load(address, { bytes }, connections, seconds) {
  const autocannon = createRequire(import.meta.url)('autocannon')
  const result = await autocannon({
    url: `${address}/predict`,
    method: 'POST',
    body: bytes,
    headers: { 'Content-Type': 'image/jpeg' },
    connections,
    duration: seconds,
    timeout: 60,
  })
  const statuses = Object.fromEntries(
    Object.entries(result.statusCodeStats).map(([status, { count }]) => [status, count]),
  )
  const { 200: answered = 0, 429: refused = 0, ...others } = statuses
  if (result.errors > 0 || Object.keys(others).length > 0) {
    throw new Error(`${connections} connections: ${result.errors} errors, and statuses ${JSON.stringify(statuses)}`)
  }
  return {
    connections,
    perSecond: rounded(answered / result.duration),
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused,
    memoryMb: Math.round((await memory(address)) / MEGABYTE),
  }
}

/** @param {{seconds: number}} options  for each load */
export async function run({ seconds }) {
  const about = machine('none')
  const index = JSON.parse(await readFile(join(MODELS, 'index.json'), 'utf8'))
  const { openLoop } = await bundledLoop()
  const classify = await openLoop(MODELS, index.default, BUILT)
  const results = []
  for (const picture of await pictures()) {
    console.log(`${picture.name}, ${(picture.bytes.length / MEGABYTE).toFixed(2)} MB`)
    const before = await inLoop(classify, picture, seconds)
    const server = await startServer()
    const loads = []
    for (const connections of CONNECTIONS) {
      const one = await load(server.address, picture, connections, seconds)
      console.log(JSON.stringify(one))
      loads.push(one)
    }
    await server.end()
    const after = await inLoop(classify, picture, seconds)
    const loop = { before: rounded(before), after: rounded(after) }
    console.log(JSON.stringify({ loop }))
    results.push({ picture: picture.name, bytes: picture.bytes.length, loop, loads })
  }
  await writeResult('http', about, { seconds, http: results })
}
