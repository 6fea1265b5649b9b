/** What the builds for browsers share: the site's (vite.config.ts) and the library's (vite.lib.config.ts). */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { siteHeaders } from './src/node/site/headers.ts'

const root = import.meta.dirname
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version

/** Hash of everything that makes a build what it is; page and worker compare it, so that they never mix. */
function buildHash(): string {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    hash.update(path).update(readFileSync(join(root, path)))
  }
  for (const path of ['index.html', 'package.json', 'package-lock.json', 'vite.browser.ts', 'vite.config.ts']) add(path)
  for (const folder of ['src', 'public']) {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) add(path.slice(root.length + 1))
  }
  // A second build that differs in nothing else, for the tests of an update.
  hash.update(process.env['WHATSIT_BUILD_SALT'] ?? '')
  return hash.digest('hex').slice(0, 8)
}

export const headersHash = createHash('sha256').update(JSON.stringify(siteHeaders)).digest('hex').slice(0, 8)

const define = { __VERSION__: JSON.stringify(version), __BUILD__: JSON.stringify(buildHash()) }
export const resolve = {
  conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
}

/**
 * The runtime's loader is a script that starts threads, so its response's headers matter, and it is copied as it is: its name
 * carries their hash. Page and worker carry it in the build's hash.
 */
export const assetFileNames = ({ names }: { names: readonly string[] }): string =>
  names.some((name) => name.endsWith('.mjs'))
    ? `assets/[name]-[hash]-${headersHash}[extname]`
    : 'assets/[name]-[hash][extname]'

/** Worker and page are built apart; both get the same constants. */
export const buildConstants: Plugin = { name: 'whatsit-build-constants', config: () => ({ define }) }

/** Built apart from what starts them, to the same target. */
export const worker = {
  format: 'es',
  plugins: () => [buildConstants],
  rolldownOptions: { output: { assetFileNames } },
} as const
