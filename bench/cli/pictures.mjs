/** A folder of generated pictures, always the same: JPEGs of 0.1 to 2 megapixels, no two alike. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { root } from '../../tools/command.mjs'

const SOURCES = ['cat.jpg', 'espresso.jpg', 'rocket.jpg']
/** Of the longer side, in pixels. */
const SHORTEST = 400
const LONGEST = 1600
const QUALITY = { least: 75, most: 92 }

/** Numbers from 0 to 1 without rhythm, the same each time: the fractional parts of multiples of the golden ratio. */
const spreadOut = (/** @type {number} */ n) => (n * 0.618033988749895) % 1

/** @param {string} folder @param {number} count */
export async function makePictures(folder, count) {
  await mkdir(folder, { recursive: true })
  for (let n = 0; n < count; n++) {
    const width = Math.round(SHORTEST + (LONGEST - SHORTEST) * spreadOut(n))
    const height = Math.round(width * (0.6 + 0.4 * spreadOut(n * 7)))
    const quality = Math.round(QUALITY.least + (QUALITY.most - QUALITY.least) * spreadOut(n * 3))
    const source = join(root, 'public', 'pictures', SOURCES[n % SOURCES.length] ?? '')
    await sharp(source)
      .resize(width, height, { fit: 'cover' })
      .jpeg({ quality })
      .toFile(join(folder, `${String(n).padStart(4, '0')}.jpg`))
  }
}
