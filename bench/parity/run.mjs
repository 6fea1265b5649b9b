/**
 * Gives the same pictures to the page, to Node and, long before, to Python, whose scores are committed; writes
 * results/parity.json. README.md here says what is compared.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../tools/command.mjs'
import { Chromium } from '../browser/chromium.mjs'
import { machine } from '../machine.mjs'
import { writeResult } from '../results.mjs'
import { distance, summary } from './compare.mjs'
import { goldenPictures, goldenScores } from './goldens.mjs'
import { inNode } from './node-side.mjs'
import { inPage } from './page-side.mjs'

/** @typedef {import('./compare.mjs').Compared} Compared */

/** The promise for pictures whose pixels are the same in every decoder. */
export const LARGEST_DIFFERENCE = 0.002

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(5))

/** @param {import('./compare.mjs').Distance} apart */
const written = ({ sameTop, largest }) => ({ sameTop, largest: rounded(largest) })

/**
 * @returns {Promise<{broken: string[]}>}  sentences about what is promised and not so
 */
export async function run() {
  const models = JSON.parse(await readFile(join(root, 'public', 'models', 'index.json'), 'utf8')).models
  const pictures = await goldenPictures()
  console.log(`${pictures.length} pictures, ${models.join(', ')}: in Node ...`)
  const node = await inNode(models, pictures)
  console.log('In the page ...')
  const browser = await Chromium.start()
  const about = machine(await browser.version())
  const page = await inPage(browser, models, pictures).finally(() => browser.close())

  /** @type {{model: string, pictures: Compared[]}[]} */
  const results = []
  for (const model of models) {
    const python = await goldenScores(model)
    const compared = pictures.map(({ file, kind, lossless, sha256 }, at) => {
      const ofPage = { scores: page[model]?.[at] ?? [] }
      const ofPython = python[at] ?? { scores: [] }
      const inNode = node[at]?.scores[model]
      const ofNode = inNode && { scores: inNode }
      return {
        file,
        kind,
        lossless,
        pagePython: written(distance(ofPage, ofPython)),
        ...(ofNode && {
          samePixels: node[at]?.sha256 === sha256,
          nodePython: written(distance(ofNode, ofPython)),
          pageNode: written(distance(ofPage, ofNode)),
        }),
      }
    })
    results.push({ model, pictures: compared })
  }
  await writeResult('parity', about, { limit: LARGEST_DIFFERENCE, parity: results })
  return { broken: results.flatMap(brokenPromises) }
}

/** @param {{model: string, pictures: Compared[]}} result */
function brokenPromises({ model, pictures }) {
  const lossless = pictures.filter((picture) => picture.lossless)
  return /** @type {const} */ (['pagePython', 'nodePython', 'pageNode']).flatMap((pair) => {
    const { count, sameTop, largest, file } = summary(lossless, pair)
    const sentences = []
    if (sameTop < count)
      sentences.push(`${model}, ${pair}: another first class in ${count - sameTop} lossless pictures`)
    if (largest > LARGEST_DIFFERENCE) sentences.push(`${model}, ${pair}: ${file} differs by ${largest}`)
    return sentences
  })
}
