/** What sharp makes of every fixture, against the pixels that Pillow decodes, and how all else is refused. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MAX_BYTES } from '../../core/limits.ts'
import type { PixelSource } from '../../core/pixels.ts'
import { randomNumbers } from '../../core/testing/random-numbers.ts'
import { decodePicture } from './decode.ts'
import { sharp } from './sharp.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const LIMITS = { maxPixels: 60_000_000, timeoutMs: 60_000 }

const bytesOf = (path: string): Uint8Array => readFileSync(join(root, path))

interface Golden {
  readonly file: string
  readonly kind: string
  readonly lossless: boolean
  readonly width: number
  readonly height: number
  readonly sha256: string
}

const parity = JSON.parse(readFileSync(join(root, 'bench/parity/goldens/pictures.json'), 'utf8')) as {
  pictures: Golden[]
}
const samples = JSON.parse(readFileSync(join(root, 'e2e/pictures/goldens/decode.json'), 'utf8')) as {
  grid: { columns: number; rows: number }
  pictures: Record<string, { width: number; height: number; sha256: string; samples: string }>
}

function rgbOf(source: PixelSource): Uint8Array {
  const { width, height } = source
  const rgba = source.read(0, 0, width, height)
  const rgb = new Uint8Array(width * height * 3)
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) rgb.set(rgba.subarray(from, from + 3), to)
  return rgb
}

/** Width, height and the hash of all pixels, as the goldens have them. */
async function decoded(bytes: Uint8Array) {
  const source = await decodePicture(bytes, LIMITS)
  const sha256 = createHash('sha256').update(rgbOf(source)).digest('hex')
  return { width: source.width, height: source.height, sha256 }
}

/** The code, or the size of what was decoded all the same. */
function refusal(bytes: Uint8Array, limits = LIMITS): Promise<string> {
  return decodePicture(bytes, limits).then(
    ({ width, height }) => `${width} x ${height}`,
    (error: Error) => error.name,
  )
}

// BMP and ICO, which the page reads, are not read here.
const isRead = ({ file }: Golden): boolean => !/\.(?:bmp|ico)$/.test(file)
const lossless = parity.pictures.filter((picture) => picture.lossless && isRead(picture))
const lossy = parity.pictures.filter((picture) => !picture.lossless && isRead(picture))

test('there are pictures of every kind', () => {
  expect([lossless.length, lossy.length, parity.pictures.filter((picture) => !isRead(picture)).length]).toEqual([
    100, 52, 5,
  ])
})

describe('to the same bytes as with Pillow', () => {
  test.each(lossless.map((golden) => [golden.file, golden] as const))('%s', async (file, golden) => {
    const { width, height, sha256 } = golden
    expect(await decoded(bytesOf(file))).toEqual({ width, height, sha256 })
  })
})

describe('within a few of 255 steps of Pillow', () => {
  const { columns, rows } = samples.grid
  /** Steps between the sampled channels and the golden ones: how many at most. */
  const steps = (name: string): number => (/avif|p3|adobe/.test(name) ? 4 : 0)

  test.each(Object.entries(samples.pictures).filter(([name]) => !/\.(?:bmp|ico)$/.test(name)))(
    '%s',
    async (name, golden) => {
      const source = await decodePicture(bytesOf(`e2e/pictures/${name}`), LIMITS)
      const { width, height } = source
      expect({ width, height }).toEqual({ width: golden.width, height: golden.height })
      const want = Buffer.from(golden.samples, 'base64')
      let furthest = 0
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const x = Math.floor(((column + 0.5) * width) / columns)
          const y = Math.floor(((row + 0.5) * height) / rows)
          const [red = 0, green = 0, blue = 0, alpha] = source.read(x, y, 1, 1)
          expect(alpha).toBe(255)
          const at = (row * columns + column) * 3
          for (const [channel, value] of [red, green, blue].entries()) {
            furthest = Math.max(furthest, Math.abs(value - (want[at + channel] ?? Number.NaN)))
          }
        }
      }
      expect(furthest).toBeLessThanOrEqual(steps(name))
    },
  )
})

describe('refused', () => {
  test.each([
    ['truncated.jpg', 'ImageUndecodable'],
    ['text.jpg', 'ImageUnsupported'],
    ['empty.jpg', 'ImageEmpty'],
    ['drawing.svg', 'ImageSvg'],
    ['drawing-with-script.svg', 'ImageSvg'],
    ['claims-30000x30000.png', 'ImageTooLarge'],
    ['photo.heic', 'ImageHeic'],
    ['film.mp4', 'ImageVideo'],
    ['document.pdf', 'ImagePdf'],
    ['page.png', 'ImageUnsupported'],
    ['cat-small.bmp', 'ImageUnsupported'],
    ['cat.ico', 'ImageUnsupported'],
  ])('%s with %s', async (name, code) => {
    expect(await refusal(bytesOf(`e2e/pictures/${name}`))).toBe(code)
  })

  // What a browser's decoder refuses is refused here, and what it makes the best of is answered.
  test.each([
    ['cat-progressive.jpg', 0.5, 'ImageUndecodable'],
    ['cat-progressive.jpg', 0.999, 'ImageUndecodable'],
    ['cat-cmyk.jpg', 0.5, 'ImageUndecodable'],
    ['cat.png', 0.02, 'ImageUndecodable'],
    ['cat.png', 0.95, 'ImageUndecodable'],
    ['cat-lossless.webp', 0.5, 'ImageUndecodable'],
    ['cat-lossy.webp', 0.95, 'ImageUndecodable'],
    ['cat.avif', 0.1, 'ImageUndecodable'],
    ['cat.avif', 0.8, 'ImageUndecodable'],
    ['cat-animated.gif', 0.1, 'ImageUndecodable'],
    // Also where the first frame is whole.
    ['cat-animated.gif', 0.99, 'ImageUndecodable'],
    ['cat-animated.gif', 0.999, '451 x 300'],
  ])('%s, of which only %f is there: %s', async (name, part, outcome) => {
    const bytes = bytesOf(`e2e/pictures/${name}`)
    expect(await refusal(bytes.subarray(0, Math.floor(bytes.length * part)))).toBe(outcome)
  })

  test('not: a JPEG with something behind its end, and one with a wrong byte in the middle', async () => {
    const bytes = bytesOf('e2e/pictures/cat-progressive.jpg')
    expect(await refusal(Buffer.concat([bytes, Buffer.from('more')]))).toBe('451 x 300')
    const damaged = Uint8Array.from(bytes)
    damaged[17_788] = 0
    expect(await refusal(damaged)).toBe('451 x 300')
  })

  test('from its size, whatever its header says', async () => {
    const bytes = new Uint8Array(MAX_BYTES + 1)
    bytes.set(bytesOf('e2e/pictures/cat.png'))
    expect(await refusal(bytes)).toBe('ImageTooLarge')
    expect(await refusal(new Uint8Array(MAX_BYTES + 1))).toBe('ImageUnsupported')
  })

  test('from its header, by the pixels of the whole picture', async () => {
    const cat = bytesOf('e2e/pictures/cat.png')
    expect(await refusal(cat, { ...LIMITS, maxPixels: 451 * 300 })).toBe('451 x 300')
    expect(await refusal(cat, { ...LIMITS, maxPixels: 451 * 300 - 1 })).toBe('ImageTooLarge')
    // 900 megapixels within the first 70 bytes, and nothing behind them.
    const error = decodePicture(bytesOf('e2e/pictures/claims-30000x30000.png'), LIMITS)
    await expect(error).rejects.toThrow('30000 x 30000 pixels are more than 60000000')
  })
})

test.each([
  'cat-progressive.jpg',
  'cat-cmyk.jpg',
  'display-p3.jpg',
  'alpha-palette.png',
  'rgba16.png',
  'orientation-6.webp',
  'cat-animated.gif',
  'orientation-5.avif',
])('%s, damaged in 60 ways, gives a picture or a code', async (name) => {
  const random = randomNumbers(name.length)
  const whole = bytesOf(`e2e/pictures/${name}`)
  for (let round = 0; round < 60; round++) {
    const file = Uint8Array.from(whole)
    // Every other round spares the data, so that the headers are what is damaged.
    const end = round % 2 === 0 ? file.length : Math.min(file.length, 800)
    for (let damage = 0; damage < 8; damage++) file[12 + (random() % (end - 12))] = random() & 255
    const outcome = await refusal(file.subarray(0, round % 5 === 0 ? random() % file.length : file.length))
    expect(outcome).toMatch(/^(?:\d+ x \d+|Image(?:Empty|TooLarge|Unsupported|Undecodable|Heic|Video))$/)
  }
})

test('a profile that is none is left aside', async () => {
  const bytes = Uint8Array.from(bytesOf('e2e/pictures/display-p3.jpg'))
  const at = Buffer.from(bytes.buffer).indexOf('acsp')
  bytes.fill(0x41, at - 30, at + 90)
  expect(await refusal(bytes)).toBe('96 x 64')
})

test('a limit on time that is longer than any is none', async () => {
  expect(await refusal(bytesOf('e2e/pictures/cat.png'), { ...LIMITS, timeoutMs: 2 ** 31 - 1 })).toBe('451 x 300')
})

describe('libvips reads nothing else', () => {
  test.each([
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a TIFF', Buffer.from('49492a0008000000', 'hex')],
    ['a file by its name', join(root, 'e2e/pictures/cat.png')],
  ])('%s', async (_, input) => {
    await expect(sharp(input).metadata()).rejects.toThrow(/unsupported image format/)
  })

  test('an SVG that calls itself a PNG', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), svg])
    expect(await refusal(bytes)).toBe('ImageUndecodable')
  })
})
