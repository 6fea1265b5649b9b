/** Builds the site into dist/ (page, worker, runtime, service worker), and serves it in development with the real headers. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { siteHeaders } from './src/node/site/headers.ts'
import { modelFolders } from './tools/model-folders/plugin.ts'

const root = import.meta.dirname
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version

/** Hash of everything that makes a build what it is; page and worker compare it, so that they never mix. */
function buildHash(): string {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    hash.update(path).update(readFileSync(join(root, path)))
  }
  for (const path of ['index.html', 'package.json', 'package-lock.json', 'vite.config.ts']) add(path)
  for (const folder of ['src', 'public']) {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) add(path.slice(root.length + 1))
  }
  // A second build that differs in nothing else, for the tests of an update.
  hash.update(process.env['WHATSIT_BUILD_SALT'] ?? '')
  return hash.digest('hex').slice(0, 8)
}

const headersHash = createHash('sha256').update(JSON.stringify(siteHeaders)).digest('hex').slice(0, 8)

/** Development answers with the same headers as production; only style-src is wider, since Vite injects styles. */
const developmentHeaders: Record<string, string> = {
  ...siteHeaders,
  'Content-Security-Policy': siteHeaders['Content-Security-Policy'].replace(
    "style-src 'self'",
    "style-src 'self' 'unsafe-inline'",
  ),
}

const define = { __VERSION__: JSON.stringify(version), __BUILD__: JSON.stringify(buildHash()) }
const resolve = { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] }

/**
 * The runtime's loader is a script that starts threads, so its response's headers matter, and it is copied as it is: its name
 * carries their hash. Page and worker carry it in the build's hash.
 */
const assetFileNames = ({ names }: { names: readonly string[] }): string =>
  names.some((name) => name.endsWith('.mjs'))
    ? `assets/[name]-[hash]-${headersHash}[extname]`
    : 'assets/[name]-[hash][extname]'

/** Worker and page are built apart; both get the same constants. */
const buildConstants: Plugin = { name: 'whatsit-build-constants', config: () => ({ define }) }

export default defineConfig({
  // Relative, so that the built site works below any path of any host.
  base: './',
  resolve,
  plugins: [
    buildConstants,
    modelFolders(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'service-worker.ts',
      injectRegister: null,
      manifest: false,
      injectManifest: {
        // The engines' wasm belongs to the build. The service worker keeps onnxruntime-web's apart (ADR 10).
        maximumFileSizeToCacheInBytes: 20 * 1024 * 1024,
        globPatterns: ['**/*.{html,js,mjs,css,wasm,svg,webmanifest}', 'icons/*.png', 'pictures/*.{jpg,webp}'],
        globIgnores: ['models/**'],
        manifestTransforms: [
          (entries) => ({
            // A precached page keeps the headers it came with: new headers, new revision. Scripts get new names instead,
            // since a revision would make the install fetch them a second time, past the HTTP cache.
            manifest: entries.map((entry) =>
              entry.url.endsWith('.html') ? { ...entry, revision: `${entry.revision ?? ''}${headersHash}` } : entry,
            ),
            warnings: [],
          }),
        ],
      },
    }),
  ],
  worker: { format: 'es', plugins: () => [buildConstants], rolldownOptions: { output: { assetFileNames } } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // <link rel=modulepreload> works everywhere that the page's features do.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { headers: developmentHeaders },
})
