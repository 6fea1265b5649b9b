/**
 * Writes compressed copies beside the built files, as small as they get, so that no server compresses anything: gzip 9
 * for text and wasm, brotli 11 for those and for the network's weights (4.6 of 5.0 MB). Pictures are compressed already.
 *
 * Brotli 11 takes half a minute for the runtime's wasm, which hardly ever changes: its results are kept by the hash of
 * what went in, outside node_modules, which `npm ci` empties.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { root } from './command.mjs'

const gzipAsync = promisify(gzip)
const brotliAsync = promisify(brotliCompress)

const TEXT_AND_WASM = /\.(?:html|css|js|mjs|json|map|webmanifest|wasm|svg|txt|md)$/
const WEIGHTS = /\.(?:onnx|tflite|bin)$/
/** Bytes; below, the copy costs more in headers and open files than it saves. */
const SMALLEST = 512
/** A copy that saves less than this share is not worth its place on disk. */
const WORTHWHILE = 0.95
/** log2 of the window: 16 MB, the most that browsers must support, holds the whole wasm. */
const WINDOW = 24

const CACHE = join(root, '.cache', 'brotli')

/** @param {Buffer} content */
async function brotliCached(content) {
  const name = `${createHash('sha256').update(content).digest('hex')}-q11-w${WINDOW}.br`
  const path = join(CACHE, name)
  if (existsSync(path)) return readFile(path)
  const compressed = await brotliAsync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: WINDOW,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  })
  await mkdir(CACHE, { recursive: true })
  // Written aside and moved: a build that is cut short leaves no half copy behind.
  const partial = `${path}.${process.pid}`
  await writeFile(partial, compressed)
  await rename(partial, path)
  return compressed
}

/**
 * @param {string} folder
 * @param {{brotli: boolean}} options
 * @returns {Promise<number>}  how many copies were written
 */
export async function precompress(folder, { brotli }) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  // zlib works in Node's thread pool, so all at once is as many at a time as there are threads.
  const written = await Promise.all(
    paths.map(async (path) => {
      const text = TEXT_AND_WASM.test(path)
      if (!text && !WEIGHTS.test(path)) return 0
      const content = await readFile(path)
      if (content.length < SMALLEST) return 0
      /** @param {string} suffix @param {Promise<Buffer>} copy @returns {Promise<number>} */
      const keep = async (suffix, copy) => {
        const compressed = await copy
        if (compressed.length > content.length * WORTHWHILE) return 0
        await writeFile(path + suffix, compressed)
        return 1
      }
      const copies = [
        ...(text ? [keep('.gz', gzipAsync(content, { level: 9 }))] : []),
        ...(brotli ? [keep('.br', brotliCached(content))] : []),
      ]
      return (await Promise.all(copies)).reduce((sum, one) => sum + one, 0)
    }),
  )
  return written.reduce((sum, one) => sum + one, 0)
}
