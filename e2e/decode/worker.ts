/** The worker's decoding alone, without model and runtime, for decode.spec.ts. */
import { expose } from 'comlink'
import { axesOf } from '../../src/core/stored-plan.ts'
import { type DecodedPicture, decode } from '../../src/worker/decode.ts'

/** RGB of some points and a hash of all, which is what the goldens hold. */
export interface Decoded {
  readonly width: number
  readonly height: number
  /** Of all pixels as RGB, row by row; lower-case hex. */
  readonly sha256: string
  /** RGB of columns x rows points, row by row. */
  readonly samples: readonly number[]
  /** Whether every pixel read is opaque. */
  readonly opaque: boolean
}

const exposed = {
  /** From here on a canvas gives noise, as with Firefox's resistFingerprinting. */
  scrambleReadBack(): void {
    const context = OffscreenCanvasRenderingContext2D.prototype
    const original = context.getImageData
    context.getImageData = function (...rectangle: Parameters<typeof original>): ImageData {
      const image = original.apply(this, rectangle)
      return new ImageData(
        image.data.map((value, at) => value ^ ((at * 89) % 251)),
        image.width,
        image.height,
      )
    }
  },

  async decode(image: Blob, columns: number, rows: number): Promise<Decoded> {
    const picture = await decode(image)
    const { width, height } = picture
    const rgba = await readRgba(picture, 0, 0, width, height)
    const rgb = new Uint8Array(width * height * 3)
    let opaque = true
    for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
      rgb.set(rgba.subarray(from, from + 3), to)
      opaque &&= rgba[from + 3] === 255
    }
    const samples: number[] = []
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = Math.floor(((column + 0.5) * width) / columns)
        const y = Math.floor(((row + 0.5) * height) / rows)
        samples.push(...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3))
      }
    }
    picture.close()
    return { width, height, sha256: hex(await crypto.subtle.digest('SHA-256', rgb)), samples, opaque }
  },

  /**
   * A picture wider and higher than one strip, made here so that its pixels are known: how many bytes of what is read,
   * at once and in odd parts, are not its own.
   */
  async wrongBytesOfWidePicture(): Promise<{ whole: number; parts: number }> {
    const [width, height] = [9000, 300]
    const known = new ImageData(width, height)
    known.data.forEach((_, at) => {
      known.data[at] = at % 4 === 3 ? 255 : (at * 31 + (at >> 8) * 17) & 255
    })
    const canvas = new OffscreenCanvas(width, height)
    canvas.getContext('2d')?.putImageData(known, 0, 0)
    const picture = await decode(await canvas.convertToBlob({ type: 'image/png' }))
    const whole = wrongBytes(await readRgba(picture, 0, 0, width, height), known, 0, 0, width)
    let parts = 0
    for (let y = 0; y < height; y += 61) {
      for (let x = 0; x < width; x += 1999) {
        const columns = Math.min(1999, width - x)
        parts += wrongBytes(await readRgba(picture, x, y, columns, Math.min(61, height - y)), known, x, y, columns)
      }
    }
    picture.close()
    return { whole, parts }
  },

  /** Whether a rectangle [x, y, width, height] reads the same alone and as a part of the whole picture. */
  async readsAsPart(image: Blob, [x, y, width, height]: readonly [number, number, number, number]): Promise<boolean> {
    const picture = await decode(image)
    const whole = new ImageData(picture.width, picture.height)
    whole.data.set(await readRgba(picture, 0, 0, picture.width, picture.height))
    const wrong = wrongBytes(await readRgba(picture, x, y, width, height), whole, x, y, width)
    picture.close()
    return wrong === 0
  },

  /** How the picture is read here, and how many bytes differ from what a canvas alone reads. */
  async besideCanvas(image: Blob, planes: boolean): Promise<{ way: 'planes' | 'frame' | 'canvas'; wrong: number }> {
    const { picture, bitmaps } = await countingBitmaps(() => decode(image, { planes, frameFrom: 1 }))
    const byCanvas = await decode(image, { planes: false, frameFrom: Infinity })
    const { width, height } = picture
    const known = new ImageData(width, height)
    known.data.set(await readRgba(byCanvas, 0, 0, width, height))
    const wrong = wrongBytes(await readRgba(picture, 0, 0, width, height), known, 0, 0, width)
    const way = bitmaps === 0 ? 'planes' : picture.order === byCanvas.order ? 'canvas' : 'frame'
    picture.close()
    byCanvas.close()
    return { way, wrong }
  },
}

export type DecodeForTest = typeof exposed

async function countingBitmaps(
  decoding: () => Promise<DecodedPicture>,
): Promise<{ picture: DecodedPicture; bitmaps: number }> {
  const original = globalThis.createImageBitmap
  let bitmaps = 0
  globalThis.createImageBitmap = ((...parts: Parameters<typeof original>) => {
    bitmaps++
    return original(...parts)
  }) as typeof original
  try {
    return { picture: await decoding(), bitmaps }
  } finally {
    globalThis.createImageBitmap = original
  }
}

/** RGBA of a rectangle of the upright picture, however its pixels lie. */
async function readRgba(
  picture: DecodedPicture,
  x: number,
  y: number,
  width: number,
  height: number,
): Promise<Uint8ClampedArray> {
  const { order = 'RGBA', orientation = 1 } = picture
  const { mirroredX, mirroredY, swapped } = axesOf(orientation)
  const across = { from: mirroredX ? picture.width - x - width : x, length: width }
  const down = { from: mirroredY ? picture.height - y - height : y, length: height }
  const [columns, rows] = swapped ? [down, across] : [across, down]
  const lying = await picture.read(columns.from, rows.from, columns.length, rows.length)
  const upright = new Uint8ClampedArray(lying.length)
  const [red, blue] = order === 'BGRA' ? [2, 0] : [0, 2]
  for (let at = 0; at < upright.length; at += 4) {
    const column = (at / 4) % width
    const row = Math.floor(at / 4 / width)
    const inX = mirroredX ? width - 1 - column : column
    const inY = mirroredY ? height - 1 - row : row
    const from = 4 * (swapped ? inX * height + inY : inY * width + inX)
    upright[at] = lying[from + red] ?? 0
    upright[at + 1] = lying[from + 1] ?? 0
    upright[at + 2] = lying[from + blue] ?? 0
    // The fourth byte of what is no RGBA means nothing.
    upright[at + 3] = order === 'RGBA' ? (lying[from + 3] ?? 0) : 255
  }
  return upright
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Compares RGBA of `columns` a row with the part of `known` that begins at x, y. */
function wrongBytes(rgba: Uint8ClampedArray, known: ImageData, x: number, y: number, columns: number): number {
  let wrong = 0
  for (let at = 0; at < rgba.length; at++) {
    const row = Math.floor(at / (columns * 4))
    const from = ((y + row) * known.width + x) * 4 + (at % (columns * 4))
    if (rgba[at] !== known.data[from]) wrong++
  }
  return wrong
}

expose(exposed)
