/** Classifies files in Node: sharp's pixels, then core and onnxruntime-web. */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../tools/command.mjs'
import { scoresByIndex } from './compare.mjs'
import { sha256OfRgb, sharpPixels } from './sharp-pixels.mjs'

const BUNDLE = join(root, '.cache', 'parity')
const MODELS = join(root, 'public', 'models')

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

/** @param {string} path */
const json = async (path) => JSON.parse(await readFile(path, 'utf8'))

/**
 * @typedef {object} NodeAnswer
 * @property {Record<string, number[]>} scores  of all classes, by model
 * @property {string} sha256  of the decoded pixels
 */

/**
 * @param {readonly string[]} models
 * @param {readonly import('./goldens.mjs').Picture[]} pictures
 * @returns {Promise<(NodeAnswer | undefined)[]>}  nothing for kinds that sharp does not read
 */
export async function inNode(models, pictures) {
  const { open, pixelSource, start } = await bundled()
  await start()
  const classifiers = new Map()
  for (const model of models) {
    const folder = join(MODELS, model)
    const manifest = await json(join(folder, 'manifest.json'))
    const [bytes, labels] = await Promise.all([
      readFile(join(folder, manifest.model.url)),
      json(join(folder, manifest.labels.url)),
    ])
    classifiers.set(model, await open(new Uint8Array(bytes), manifest, labels))
  }
  const answers = []
  for (const { file } of pictures) {
    const image = await sharpPixels(join(root, file))
    if (!image) {
      answers.push(undefined)
      continue
    }
    /** @type {Record<string, number[]>} */
    const scores = {}
    for (const [model, classifier] of classifiers) {
      const { predictions } = await classifier.classify(pixelSource(image), { topK: Number.POSITIVE_INFINITY })
      scores[model] = scoresByIndex(predictions)
    }
    answers.push({ scores, sha256: sha256OfRgb(image) })
  }
  return answers
}
