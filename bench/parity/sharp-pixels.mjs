/** From a file to pixels with sharp, which stands for Node: upright, sRGB, over white, 8 bits, as the reference says. */
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'

// Not a package of the product: it is in the node_modules of this folder, when the bench has put it there.
const load = createRequire(import.meta.url)

const MAX_PIXELS = 120_000_000

/** @typedef {{data: Uint8ClampedArray, width: number, height: number}} PixelImage */

/** Alpha over white, in place, rounded to the nearest. @param {Uint8ClampedArray} rgba */
function overWhite(rgba) {
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] ?? 255
    if (alpha === 255) continue
    for (let channel = at; channel < at + 3; channel++) {
      rgba[channel] = Math.round(((rgba[channel] ?? 0) * alpha + 255 * (255 - alpha)) / 255)
    }
    rgba[at + 3] = 255
  }
}

/**
 * Ink to light without a profile, as Pillow and browsers do: each ink takes from what black leaves. sharp would take a
 * printing press's profile.
 *
 * @param {Uint8Array} cmyk
 */
function fromInk(cmyk) {
  const rgba = new Uint8ClampedArray(cmyk.length)
  for (let at = 0; at < cmyk.length; at += 4) {
    const white = 255 - (cmyk[at + 3] ?? 0)
    for (let channel = at; channel < at + 3; channel++) {
      rgba[channel] = white - Math.round(((cmyk[channel] ?? 0) * white) / 255)
    }
    rgba[at + 3] = 255
  }
  return rgba
}

/**
 * @param {string} path
 * @returns {Promise<PixelImage | undefined>}  nothing for kinds that sharp does not read (BMP, ICO)
 */
export async function sharpPixels(path) {
  const sharp = load('sharp')
  const open = () => sharp(path, { limitInputPixels: MAX_PIXELS }).autoOrient()
  let metadata
  try {
    metadata = await open().metadata()
  } catch (error) {
    if (/unsupported image format/.test(String(error))) return undefined
    throw error
  }
  if (metadata.space === 'cmyk' && !metadata.icc) {
    const ink = open().pipelineColourspace('cmyk').toColourspace('cmyk').raw()
    const { data, info } = await ink.toBuffer({ resolveWithObject: true })
    return { data: fromInk(data), width: info.width, height: info.height }
  }
  const { data, info } = await open().toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const rgba = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length)
  overWhite(rgba)
  return { data: rgba, width: info.width, height: info.height }
}

/** Of the pixels as RGB, as the goldens have it. @param {PixelImage} image */
export function sha256OfRgb({ data }) {
  const rgb = new Uint8Array((data.length / 4) * 3)
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) rgb.set(data.subarray(from, from + 3), to)
  return createHash('sha256').update(rgb).digest('hex')
}
