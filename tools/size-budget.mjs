/** Fails the build when the page grows beyond tools/size-budget.json. Sizes are bytes on the wire. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, posix, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './command.mjs'

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string} what
 * @property {number} bytes
 * @property {number} limit
 */

/**
 * The scripts that run before anything works: those of index.html and, from them, every static import.
 *
 * @param {string} folder  of the built site
 * @returns {Promise<Set<string>>}  paths relative to the folder
 */
async function shellScripts(folder) {
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? []
  const named = tags.flatMap((tag) => {
    const address = /\b(?:src|href)="(?:\.\/|\/)?([^"]+\.m?js)"/.exec(tag)?.[1]
    return address === undefined ? [] : [address]
  })
  return withImports(folder, named)
}

/**
 * @param {string} folder
 * @param {readonly string[]} scripts  paths relative to it
 * @returns {Promise<Set<string>>}  they, and every static import from them on
 */
async function withImports(folder, scripts) {
  const { parseAst } = await import('vite')
  const queue = [...scripts]
  /** @type {Set<string>} */
  const found = new Set()
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue
    found.add(path)
    const { body } = parseAst(await readFile(join(folder, path), 'utf8'))
    for (const statement of body) {
      const source = 'source' in statement ? statement.source?.value : undefined
      if (source !== undefined) queue.push(posix.join(posix.dirname(path), source))
    }
  }
  return found
}

const budget = JSON.parse(await readFile(join(root, 'tools', 'size-budget.json'), 'utf8'))

/** @param {string} path */
const gzipped = async (path) => gzipSync(await readFile(path), { level: 9 }).length

/** @param {(path: string) => Promise<number>} size @param {Iterable<string>} paths */
const sum = async (size, paths) => (await Promise.all([...paths].map(size))).reduce((bytes, one) => bytes + one, 0)

/**
 * @param {string} folder  of the built package
 * @returns {Promise<Line[]>}
 */
export async function measureLibrary(folder) {
  /** @param {string} name @param {string} entry */
  const line = async (name, entry) => {
    const bytes = await sum((path) => gzipped(join(folder, path)), await withImports(folder, [entry]))
    return { name, bytes, ...budget[name] }
  }
  return [await line('library', 'whatsit.js'), await line('element', 'element.js')]
}

/**
 * @param {string} folder  of the built site, precompressed
 * @param {{brotli: boolean}} options  without brotli, only what counts gzip is measured
 * @returns {Promise<Line[]>}
 */
export async function measure(folder, { brotli }) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && !/\.(?:br|gz)$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))

  /** @param {string} path */
  const zipped = (path) => gzipped(join(folder, path))
  /** @param {string} path */
  const served = async (path) => {
    const sizes = ['', '.br', '.gz'].map((suffix) => stat(join(folder, path + suffix)).then((file) => file.size))
    const found = (await Promise.allSettled(sizes)).filter((result) => result.status === 'fulfilled')
    return Math.min(...found.map((result) => result.value))
  }

  const shell = await shellScripts(folder)
  const scripts = files.filter((path) => path.endsWith('.js'))
  const isReference = (/** @type {string} */ path) => path.startsWith('assets/ort-')
  const later = scripts.filter((path) => path.startsWith('assets/') && !shell.has(path) && !isReference(path))
  const serviceWorker = scripts.filter((path) => !path.includes('/'))
  const kernels = files.filter((path) => /\/kernels[^/]*\.wasm$/.test(path))
  const runtime = files.filter(isReference)
  const index = JSON.parse(await readFile(join(folder, 'models', 'index.json'), 'utf8'))
  const others = index.models.filter((/** @type {string} */ id) => id !== index.default)
  const firstVisit = files.filter(
    (path) => !isReference(path) && !others.some((/** @type {string} */ id) => path.startsWith(`models/${id}/`)),
  )
  /** @type {Record<string, number>} */
  const sizes = {
    shell: await sum(zipped, shell),
    later: await sum(zipped, later),
    serviceWorker: await sum(zipped, serviceWorker),
    kernels: await sum(zipped, kernels),
    ...(brotli ? { runtime: await sum(served, runtime), firstVisit: await sum(served, firstVisit) } : {}),
  }
  // Nothing there means that this looks in the wrong place, and a limit that cannot be broken says nothing.
  if (sizes['shell'] === 0) throw new Error(`${folder}/index.html loads no script`)
  return Object.entries(sizes).map(([name, bytes]) => ({ name, bytes, ...budget[name] }))
}

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11)

/** @param {readonly Line[]} lines @returns {boolean}  true where all are within their limits */
export function report(lines) {
  for (const { name, what, bytes, limit } of lines) {
    const verdict = bytes > limit ? 'TOO LARGE' : 'ok'
    console.log(`${name.padEnd(14)}${kilobytes(bytes)} of ${kilobytes(limit)}  ${verdict.padEnd(9)}  ${what}`)
  }
  return lines.every(({ bytes, limit }) => bytes <= limit)
}
