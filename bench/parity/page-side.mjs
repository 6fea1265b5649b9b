/** Classifies files in the built page, by `window.whatsit.classify`, in Chromium. */
import { join } from 'node:path'
import { root } from '../../tools/command.mjs'
import { Page } from '../browser/page.mjs'
import { givePictures } from '../measure/pictures.mjs'
import { openSite } from '../site/site.mjs'
import { scoresByIndex } from './compare.mjs'
import { withDefaultModel } from './default-model.mjs'

/**
 * @param {import('../browser/chromium.mjs').Chromium} browser
 * @param {string} address
 * @param {string} model  what the page must answer with
 * @param {readonly string[]} paths
 * @returns {Promise<number[][]>}  scores of all classes
 */
async function classifyAll(browser, address, model, paths) {
  const page = await Page.open(browser)
  await page.navigate(address)
  await page.ready()
  await givePictures(page, paths)
  const scores = []
  for (const [at, path] of paths.entries()) {
    const answered = await page.evaluate(async (at) => {
      const { whatsit, benchInput } = /** @type {any} */ (globalThis)
      const { model, predictions } = await whatsit.classify(benchInput.files[at], { topK: 1_000_000 })
      return { model, predictions: predictions.map(({ index = -1, score = 0 }) => ({ index, score })) }
    }, at)
    if (answered.model !== model) throw new Error(`${path}: ${answered.model} answered, and ${model} was wanted`)
    scores.push(scoresByIndex(answered.predictions))
  }
  await page.close()
  return scores
}

/**
 * @param {import('../browser/chromium.mjs').Chromium} browser
 * @param {readonly string[]} models
 * @param {readonly import('./goldens.mjs').Picture[]} pictures
 * @returns {Promise<Record<string, number[][]>>}  scores of all classes, by model
 */
export async function inPage(browser, models, pictures) {
  const site = await openSite()
  const paths = pictures.map(({ file }) => join(root, file))
  /** @type {Record<string, number[][]>} */
  const scores = {}
  try {
    for (const model of models) {
      const offered = await withDefaultModel(`http://127.0.0.1:${site.isolated.port}/`, model)
      try {
        scores[model] = await classifyAll(browser, offered.address, model, paths)
      } finally {
        offered.close()
      }
    }
  } finally {
    site.close()
  }
  return scores
}
