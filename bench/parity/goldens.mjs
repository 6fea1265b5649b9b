/** What Python answered (goldens/, written by tools/goldens/parity.py). */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const FOLDER = join(import.meta.dirname, 'goldens')

/**
 * @typedef {object} Picture
 * @property {string} file  relative to the repository
 * @property {string} kind
 * @property {boolean} lossless  of a kind whose pixels are the same in every decoder
 * @property {string} sha256  of the decoded pixels, RGB, upright, over white
 * @property {Record<string, [index: number, score: number][]>} top  the first five, by model
 */

/** @returns {Promise<{steps: number, pictures: Picture[]}>} */
async function list() {
  return JSON.parse(await readFile(join(FOLDER, 'pictures.json'), 'utf8'))
}

/** @returns {Promise<readonly Picture[]>} */
export async function goldenPictures() {
  return (await list()).pictures
}

/**
 * In the order of {@link goldenPictures}: scores of all classes, to a hundred-thousandth or so, and the first class as it was
 * before they were rounded.
 *
 * @param {string} model
 * @returns {Promise<import('./compare.mjs').Scored[]>}
 */
export async function goldenScores(model) {
  const { steps, pictures } = await list()
  const bytes = gunzipSync(await readFile(join(FOLDER, `${model}.scores.gz`)))
  const classes = bytes.length / 2 / pictures.length
  const score = (/** @type {number} */ at) => bytes.readUInt16LE(at * 2) / steps
  return pictures.map(({ top }, row) => ({
    scores: Float64Array.from({ length: classes }, (_, index) => score(row * classes + index)),
    top: top[model]?.[0]?.[0] ?? -1,
  }))
}
