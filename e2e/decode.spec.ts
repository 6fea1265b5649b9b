/** What the worker's decoding makes of every fixture in a real browser, against the pixels that Pillow decodes. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import type { DecodePage } from './decode/page.ts'
import { type DecodeSite, startDecodeSite } from './decode/site.ts'
import type { Decoded } from './decode/worker.ts'

interface Golden {
  readonly width: number
  readonly height: number
  readonly sha256: string
  readonly samples: string
}

interface Goldens {
  readonly grid: { readonly columns: number; readonly rows: number }
  readonly pictures: Record<string, Golden>
}

declare const window: { readonly decodePage: DecodePage }

const goldens = JSON.parse(readFileSync(`${import.meta.dirname}/pictures/goldens/decode.json`, 'utf8')) as Goldens
const { columns, rows } = goldens.grid

let site: DecodeSite

test.beforeAll(async () => {
  test.setTimeout(120_000)
  site = await startDecodeSite()
})

test.afterAll(() => site.stop())

test.beforeEach(async ({ page }) => {
  await page.goto(site.address)
  await page.waitForFunction(() => window.decodePage !== undefined)
})

/** Every pixel is Pillow's. */
const EXACT = [
  'cat.png',
  'cat-lossless.webp',
  'cat-animated.gif',
  'cat-small.bmp',
  'cat.ico',
  'orientation-6.png',
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => `orientation-${orientation}.webp`),
  'alpha-palette.png',
  // 16 bits to 8 by cutting off the low byte, as Pillow does.
  'grey16.png',
  'rgb16.png',
  // Multiplied by alpha, added to white, rounded once.
  'alpha.png',
  'alpha.webp',
  'rgba16.png',
]

/** Every sampled channel is within so many of 255 steps of Pillow's. */
const WITHIN: readonly (readonly [name: string, steps: number])[] = [
  // Another inverse DCT or another upsampling of chroma than Pillow's.
  ['cat-progressive.jpg', 2],
  ['cat-422.jpg', 2],
  ['cat-narrow.jpg', 2],
  ['srgb.jpg', 2],
  ['cat-grey.jpg', 2],
  ['cat-lossy.webp', 2],
  ['cat-orientation-6.jpg', 2],
  ['cat-orientation-6.webp', 2],
  ['cat-50-megapixels.jpg', 2],
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => [`orientation-${orientation}.jpg`, 2] as const),
  ['cat.avif', 3],
  ['orientation-5.avif', 3],
  ['orientation-6.avif', 3],
  // Multiplying ink by black.
  ['cat-cmyk.jpg', 2],
  // Colour management: another implementation of the same profile.
  ['display-p3.png', 2],
  ['display-p3.jpg', 3],
  ['adobe-rgb.jpg', 3],
]

test('every picture with a golden is decoded here', () => {
  const tested = [...EXACT, ...WITHIN.map(([name]) => name)]
  expect(tested.sort()).toEqual(Object.keys(goldens.pictures).sort())
})

for (const name of EXACT) {
  test(`${name} decodes to exactly Pillow's pixels`, async ({ page }) => {
    const { decoded, golden } = await decodeInPage(page, name)
    expect({ width: decoded.width, height: decoded.height }).toEqual({ width: golden.width, height: golden.height })
    expect(furthest(decoded, golden)).toEqual({ steps: 0 })
    expect(decoded.sha256).toBe(golden.sha256)
  })
}

for (const [name, steps] of WITHIN) {
  test(`${name} decodes to Pillow's pixels within ${steps} of 255`, async ({ page }) => {
    const { decoded, golden } = await decodeInPage(page, name)
    expect({ width: decoded.width, height: decoded.height }).toEqual({ width: golden.width, height: golden.height })
    expect(decoded.opaque).toBe(true)
    expect(furthest(decoded, golden).steps).toBeLessThanOrEqual(steps)
  })
}

for (const [name, code] of [
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
] as const) {
  test(`${name} is refused with ${code}, and the next picture is decoded`, async ({ page }) => {
    expect(await decode(page, name)).toBe(code)
    expect(await decode(page, 'cat.png')).toMatchObject({ width: 451, height: 300 })
  })
}

/** Transparency, and other colours than sRGB: Chromium's canvas composites and converts them. */
const BY_CANVAS = [
  'alpha-palette.png',
  'alpha.png',
  'alpha.webp',
  'rgba16.png',
  'display-p3.png',
  'display-p3.jpg',
  'adobe-rgb.jpg',
]

/** JPEG keeps these in other planes than three, in too narrow ones, or in other colours. */
const NO_PLANES = ['cat-grey.jpg', 'cat-cmyk.jpg', 'cat-narrow.jpg', 'display-p3.jpg', 'adobe-rgb.jpg']

for (const name of Object.keys(goldens.pictures)) {
  for (const planes of name.endsWith('.jpg') ? [true, false] : [false]) {
    const how = planes ? 'from planes' : 'without planes'
    test(`${name} is read ${how} as a canvas reads it, to the byte`, async ({ page, browserName }) => {
      const beside = ([picture, planes]: readonly [string, boolean]) => window.decodePage.besideCanvas(picture, planes)
      const { way, wrong } = await page.evaluate(beside, [name, planes] as const)
      expect(wrong).toBe(0)
      const otherwise = BY_CANVAS.includes(name) ? 'canvas' : 'frame'
      if (browserName === 'chromium') expect(way).toBe(planes && !NO_PLANES.includes(name) ? 'planes' : otherwise)
      // What a browser is believed for.
      if (way !== 'planes') return
      const { decoded, golden } = await decodeInPage(page, name)
      expect(decoded.sha256).toBe(golden.sha256)
    })
  }
}

test('a picture wider and higher than a strip reads exactly, at once and in parts', async ({ page }) => {
  expect(await page.evaluate(() => window.decodePage.wrongBytesOfWidePicture())).toEqual({ whole: 0, parts: 0 })
})

for (const name of [
  'orientation-5.webp',
  'orientation-6.webp',
  'orientation-7.webp',
  'orientation-8.webp',
  'cat.png',
]) {
  test(`a rectangle of ${name} reads the same alone and as a part of the whole`, async ({ page }) => {
    expect(await page.evaluate((picture) => window.decodePage.readsAsPart(picture, [17, 9, 30, 20]), name)).toBe(true)
  })
}

test('a browser that scrambles what is read from a canvas is told apart, and no noise is answered', async ({
  page,
}) => {
  await page.evaluate(() => window.decodePage.scrambleReadBack())
  expect(await decode(page, 'cat.png')).toBe('PixelsScrambled')
})

test('the preview of a picture is turned exactly where the browser does not turn it', async ({ page }) => {
  for (const name of ['orientation-6.webp', 'cat-orientation-6.webp', 'orientation-6.jpg', 'orientation-6.png']) {
    const upright = goldens.pictures[name]
    const { img } = await page.evaluate((picture) => window.decodePage.browserAlone(picture), name)
    const left = await page.evaluate((picture) => window.decodePage.previewOrientation(picture), name)
    expect([name, left]).toEqual([name, img === `${upright?.width} x ${upright?.height}` ? 1 : 6])
  }
  for (const name of ['cat.png', 'cat-lossy.webp', 'empty.jpg', 'text.jpg']) {
    expect(await page.evaluate((picture) => window.decodePage.previewOrientation(picture), name)).toBe(1)
  }
})

type Page = import('@playwright/test').Page

function decode(page: Page, name: string): Promise<Decoded | string> {
  return page.evaluate(([picture, x, y]) => window.decodePage.decode(picture, x, y), [name, columns, rows] as const)
}

async function decodeInPage(page: Page, name: string): Promise<{ decoded: Decoded; golden: Golden }> {
  const decoded = await decode(page, name)
  const golden = goldens.pictures[name]
  if (typeof decoded === 'string' || golden === undefined) throw new Error(`${name}: ${decoded}`)
  return { decoded, golden }
}

/** The sampled channel that differs most, with its place. */
function furthest(
  decoded: Decoded,
  golden: Golden,
): { steps: number; point?: number; got?: number[]; want?: number[] } {
  const want = [...Buffer.from(golden.samples, 'base64')]
  let worst = { steps: 0 }
  for (const [at, value] of want.entries()) {
    const steps = Math.abs(value - (decoded.samples[at] ?? Number.POSITIVE_INFINITY))
    if (!(steps > worst.steps)) continue
    const from = at - (at % 3)
    const point = from / 3
    worst = { steps, ...{ point, got: decoded.samples.slice(from, from + 3), want: want.slice(from, from + 3) } }
  }
  return worst
}
