/**
 * The peers' pages as a sensible host would serve them: bundled, hashed names, compressed copies, the headers that allow
 * threads. The server is the site's own, in another folder, so that no peer is served any worse than Whatsit.
 */
import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../tools/command.mjs'
import { precompress } from '../../tools/precompress.mjs'

const HERE = import.meta.dirname
export const PEER_PACKAGES = join(HERE, 'node_modules')
/** The server finds its site beside its own folder. */
const FOLDER = join(root, '.cache', 'peers')
const SITE = join(FOLDER, 'dist')
export const PEER_MODELS = join(FOLDER, 'models')

/** LiteRT.js's builds of its WebAssembly, of which it chooses one when it starts. */
export const LITERT_RUNTIME = join(PEER_PACKAGES, '@litertjs', 'core', 'wasm')

export const peersServer = join(FOLDER, 'dist-node', 'server.js')

/**
 * Files that the peers ask for by name, from a folder that the page names; of the runtimes those for this browser.
 *
 * @type {readonly (readonly [from: string, to: string, names?: RegExp])[]}
 */
const COPIES = [
  [join(root, 'public', 'models', 'efficientnet-lite0'), 'models/efficientnet-lite0'],
  // The pages know one model; the copies of others are for the engines' bench.
  [PEER_MODELS, 'models', /(?:lite0[\w-]*\.tflite|labels\.json|tfjs|tfjs[\\/][^\\/]+)$/],
  [LITERT_RUNTIME, 'litert', /_wasm_(?:threaded_)?internal\.(?:js|wasm)$/],
  [join(PEER_PACKAGES, '@mediapipe', 'tasks-vision', 'wasm'), 'mediapipe', /vision_wasm_internal\.(?:js|wasm)$/],
  [join(PEER_PACKAGES, '@tensorflow', 'tfjs-backend-wasm', 'dist'), 'tfjs', /simd\.wasm$/],
]

/** @param {string} name  of a peer's package @returns {Promise<string>} */
export async function versionOf(name) {
  return JSON.parse(await readFile(join(PEER_PACKAGES, name, 'package.json'), 'utf8')).version
}

/** TensorFlow.js sends the source of a function to its threads: a compressor that relies on what is around it breaks that. */
const UNCOMPRESSED = new Set(['tfjs'])

/** @param {string} page */
async function bundle(page) {
  const { build } = await import('vite')
  /** @type {import('vite').Rolldown.OutputOptions} */
  const output = { minify: UNCOMPRESSED.has(page) ? { compress: false, mangle: true, codegen: true } : true }
  await build({
    configFile: false,
    root: join(HERE, 'pages'),
    publicDir: false,
    logLevel: 'error',
    build: {
      outDir: SITE,
      emptyOutDir: false,
      target: 'es2022',
      rolldownOptions: { input: join(HERE, 'pages', `${page}.html`), output },
    },
    worker: { rolldownOptions: { output } },
  })
}

/** @param {readonly string[]} pages  names of the peers' pages */
export async function buildPeers(pages) {
  await rm(SITE, { recursive: true, force: true })
  for (const page of pages) await bundle(page)
  for (const [from, to, names = /./] of COPIES) {
    const filter = (/** @type {string} */ path) => path === from || names.test(path)
    await cp(from, join(SITE, 'assets', to), { recursive: true, filter })
  }
  await precompress(SITE, { brotli: true })
  await rm(join(FOLDER, 'dist-node'), { recursive: true, force: true })
  await mkdir(FOLDER, { recursive: true })
  await cp(join(root, 'dist-node'), join(FOLDER, 'dist-node'), { recursive: true })
}
