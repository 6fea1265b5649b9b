/**
 * 200 photographs of 1 to 12 megapixels, always the same: parts of the example pictures, enlarged, with grain. Made in a
 * tab of the browser at the first run and kept in .cache; 250 MB are no thing for a repository.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../../tools/command.mjs'
import { givePictures } from '../../measure/pictures.mjs'
import { inNewTab } from '../../measure/visits.mjs'

export const SET = { count: 200, smallest: 1e6, largest: 12e6 }

const SOURCES = ['cat.jpg', 'espresso.jpg', 'rocket.jpg'].map((name) => join(root, 'public', 'pictures', name))

// As phones and cameras take them, upright ones among them.
const SHAPES = [4 / 3, 3 / 4, 3 / 2, 16 / 9, 4 / 3, 1]
/** No neighbour of a multiple of it is near in size, so each part of the set has small and large ones. */
const STRIDE = 77

/**
 * @typedef {object} Plan  of one picture
 * @property {number} source  index of SOURCES
 * @property {number} width
 * @property {number} height
 * @property {number} share  of the source's width and height that is seen
 * @property {number} x  where the part lies, 0 at the left edge, 1 at the right
 * @property {number} y
 */

/** @param {number} at  0 to SET.count - 1 @returns {Plan} */
export function planOf(at) {
  const step = (at * STRIDE) % SET.count
  const pixels = SET.smallest + ((SET.largest - SET.smallest) * step) / (SET.count - 1)
  const shape = SHAPES[at % SHAPES.length] ?? 1
  // Even numbers: JPEG keeps colours at half the size.
  const width = 2 * Math.floor(Math.sqrt(pixels * shape) / 2)
  const height = 2 * Math.floor(pixels / width / 2)
  const part = (/** @type {number} */ of) => (at % of) / (of - 1)
  return { source: at % SOURCES.length, width, height, share: 0.6 + 0.4 * part(5), x: part(7), y: part(11) }
}

/** Runs in the page. @param {Plan} plan @returns {Promise<string>}  a JPEG file as base64 */
async function makePicture({ source, width, height, share, x, y }) {
  const GRAIN_EDGE = 512
  const GRAIN_OPACITY = 0.06
  const QUALITY = 0.88
  const context2d = (/** @type {number} */ width, /** @type {number} */ height) => {
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('no canvas here')
    return context
  }
  const kept = /** @type {any} */ (globalThis)
  kept.benchGrain ??= (() => {
    const context = context2d(GRAIN_EDGE, GRAIN_EDGE)
    const image = context.createImageData(GRAIN_EDGE, GRAIN_EDGE)
    let state = 1
    for (let i = 0; i < image.data.length; i++) {
      // mulberry32; a phone's grain has colours, and no transparency.
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      image.data[i] = i % 4 === 3 ? 255 : (mixed ^ (mixed >>> 14)) >>> 24
    }
    context.putImageData(image, 0, 0)
    return context.canvas
  })()
  const bitmap = await createImageBitmap(kept.benchInput.files[source])
  // The largest part of this shape, and of that the share.
  const scale = Math.min(bitmap.width / width, bitmap.height / height) * share
  const [partWidth, partHeight] = [width * scale, height * scale]
  const context = context2d(width, height)
  context.imageSmoothingQuality = 'medium'
  const [left, top] = [(bitmap.width - partWidth) * x, (bitmap.height - partHeight) * y]
  context.drawImage(bitmap, left, top, partWidth, partHeight, 0, 0, width, height)
  bitmap.close()
  context.globalAlpha = GRAIN_OPACITY
  const pattern = context.createPattern(kept.benchGrain, 'repeat')
  if (pattern) context.fillStyle = pattern
  context.fillRect(0, 0, width, height)
  const blob = await context.canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(blob)
  })
}

/**
 * @param {import('../../browser/chromium.mjs').Chromium} browser
 * @returns {Promise<string[]>}  paths of the files
 */
export async function pictureSet(browser) {
  const recipe = createHash('sha256').update(JSON.stringify(SET) + planOf + makePicture)
  const folder = join(root, '.cache', 'peers', `pictures-${recipe.digest('hex').slice(0, 12)}`)
  const paths = Array.from({ length: SET.count }, (_, at) => join(folder, `${String(at).padStart(3, '0')}.jpg`))
  const there = await readdir(folder).catch(() => [])
  if (there.length === SET.count) return paths
  console.log(`Making ${SET.count} photographs, once ...`)
  const partial = `${folder}.${process.pid}`
  await mkdir(partial, { recursive: true })
  await inNewTab(browser, async (page) => {
    await givePictures(page, SOURCES)
    for (const [at, path] of paths.entries()) {
      const base64 = await page.evaluate(makePicture, planOf(at))
      await writeFile(path.replace(folder, partial), Buffer.from(base64, 'base64'))
    }
  })
  // Moved when it is whole: a run that is cut short leaves no part of a set behind.
  await rename(partial, folder)
  return paths
}
