/** Classifies files in Node: the built threads of the command line and HTTP, with sharp's pixels. */
import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../tools/command.mjs'
import { scoresByIndex } from './compare.mjs'

const BUNDLE = join(root, '.cache', 'parity')
const LIMITS = { maxPixels: 120_000_000, timeoutMs: 120_000 }

/** Bundled, since no Node that we support runs TypeScript. @returns {Promise<typeof import('./in-node.ts')>} */
async function bundled() {
  const { build } = await import('vite')
  await mkdir(BUNDLE, { recursive: true })
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: join(import.meta.dirname, 'in-node.ts'),
      outDir: BUNDLE,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'in-node.js' } },
    },
  })
  return import(pathToFileURL(join(BUNDLE, 'in-node.js')).href)
}

/** Of the pixels as RGB, as the goldens have it. @param {import('../../src/core/pixels.ts').PixelSource} source */
function sha256OfRgb({ width, height, read }) {
  const rgba = read(0, 0, width, height)
  const rgb = new Uint8Array(width * height * 3)
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) rgb.set(rgba.subarray(from, from + 3), to)
  return createHash('sha256').update(rgb).digest('hex')
}

/** @param {unknown} error */
const isUnsupported = (error) => error instanceof Error && error.name === 'ImageUnsupported'

/**
 * @typedef {object} NodeAnswer
 * @property {Record<string, number[]>} scores  of all classes, by model
 * @property {string} sha256  of the decoded pixels
 */

/**
 * @param {readonly string[]} models
 * @param {readonly import('./goldens.mjs').Picture[]} pictures
 * @returns {Promise<(NodeAnswer | undefined)[]>}  nothing for kinds that are not read here
 */
export async function inNode(models, pictures) {
  const { createPool, decodePicture, shippedParts } = await bundled()
  const pool = await createPool(
    { ...LIMITS, models: join(root, 'dist', 'models'), engine: 'auto', concurrency: 1, queueLength: 1 },
    shippedParts(join(root, 'dist-node')),
  )
  const answers = []
  try {
    for (const { file } of pictures) {
      const bytes = await readFile(join(root, file))
      const source = await decodePicture(bytes, LIMITS).catch((error) => {
        if (!isUnsupported(error)) throw error
      })
      if (!source) {
        answers.push(undefined)
        continue
      }
      /** @type {Record<string, number[]>} */
      const scores = {}
      for (const model of models) {
        const { predictions } = await pool.classify(Uint8Array.from(bytes), { model, topK: 1_000_000 })
        scores[model] = scoresByIndex(predictions)
      }
      answers.push({ scores, sha256: sha256OfRgb(source) })
    }
  } finally {
    await pool.close()
  }
  return answers
}
