/** The bench's page, bundled, the models, and LiteRT.js's files, from one server with the headers that allow threads. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { root } from '../../tools/command.mjs'
import { LITERT_RUNTIME, PEER_MODELS } from '../peers/site.mjs'

const PAGE = join(import.meta.dirname, 'page')
const LITERT_CONTESTANT = join(import.meta.dirname, '..', 'peers', 'pages', 'litert', 'contestant.ts')
const SITE = join(root, '.cache', 'bench-engine')

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
})

export async function buildPage() {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: PAGE,
    base: './',
    publicDir: false,
    logLevel: 'error',
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
    worker: { format: 'es' },
    build: { outDir: SITE, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, modulePreload: false },
  })
}

/** After the page, whose folder it goes into. The packages of bench/peers must be there. */
export async function buildLiteRtContestant() {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: PAGE,
    publicDir: false,
    logLevel: 'error',
    build: {
      outDir: join(SITE, 'litert'),
      emptyOutDir: true,
      target: 'es2022',
      lib: { entry: LITERT_CONTESTANT, formats: ['iife'], name: 'contestant', fileName: () => 'contestant.js' },
    },
  })
}

/** @param {string} path  of an address @param {string} models  folder of model folders @returns {string} */
function fileFor(path, models) {
  const folders = { '/models/': models, '/litert/models/': PEER_MODELS, '/litert/runtime/': LITERT_RUNTIME }
  for (const [start, folder] of Object.entries(folders)) {
    if (path.startsWith(start)) return join(folder, path.slice(start.length))
  }
  return join(SITE, path)
}

/** @param {string} models  folder of model folders */
export async function openEngineSite(models) {
  const server = createServer(async ({ url = '/' }, answer) => {
    const path = normalize(decodeURIComponent(new URL(url, 'http://bench').pathname))
    const file = fileFor(path, models)
    const found = await stat(file.endsWith('/') ? join(file, 'index.html') : file).catch(() => undefined)
    if (!found?.isFile()) {
      answer.writeHead(404).end()
      return
    }
    answer.writeHead(200, {
      'Content-Type': TYPES[path.endsWith('/') ? '.html' : extname(path)] ?? 'application/octet-stream',
      'Content-Length': found.size,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    })
    createReadStream(file.endsWith('/') ? join(file, 'index.html') : file).pipe(answer)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() }
}
