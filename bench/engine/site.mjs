/** The bench's page, bundled, and the models, from one server with the headers that allow threads. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { root } from '../../tools/command.mjs'

const PAGE = join(import.meta.dirname, 'page')
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

/** @param {string} models  folder of model folders */
export async function openEngineSite(models) {
  const server = createServer(async ({ url = '/' }, answer) => {
    const path = normalize(decodeURIComponent(new URL(url, 'http://bench').pathname))
    const file = path.startsWith('/models/') ? join(models, path.slice('/models/'.length)) : join(SITE, path)
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
