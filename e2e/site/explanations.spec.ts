/** The answer explained, by the shipped model: where it looked, the way up, what a prediction is; and when it is not sure. */
import type { Page } from '@playwright/test'
import type {} from '../../src/ui/public-api.ts'
import { example } from '../support/files.ts'
import { test } from '../support/test.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

const heat = (page: Page) => page.getByRole('img', { name: /^Where it looked/ })
const looked = (page: Page) => page.getByRole('button', { name: 'Where it looked' })
const path = (page: Page) => page.getByRole('list', { name: 'Path' })

interface Drawing {
  /** A CSS colour, or noise: the same every time. */
  readonly ground: string
  /** Where on it the cat's face lies, pixels. */
  readonly cat?: { readonly left: number; readonly top: number; readonly edge: number }
}

const EDGE = 600

/** Chooses a picture that the page draws. */
async function chooseDrawn(visitor: Visitor, name: string, drawing: Drawing): Promise<void> {
  const png = await visitor.page.evaluate(
    async ({ ground, cat, EDGE }) => {
      const canvas = new OffscreenCanvas(EDGE, EDGE)
      const context = canvas.getContext('2d')
      if (!context) throw new Error('no canvas')
      if (ground === 'noise') {
        const noise = context.createImageData(EDGE, EDGE)
        // Numerical Recipes' generator.
        let state = 1
        for (let at = 0; at < noise.data.length; at++) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0
          noise.data[at] = at % 4 === 3 ? 255 : state >>> 24
        }
        context.putImageData(noise, 0, 0)
      } else {
        context.fillStyle = ground
        context.fillRect(0, 0, EDGE, EDGE)
      }
      if (cat) {
        const photograph = await (await fetch('pictures/cat.jpg')).blob()
        const face = await createImageBitmap(photograph, 90, 0, 300, 300)
        context.drawImage(face, cat.left, cat.top, cat.edge, cat.edge)
      }
      return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())]
    },
    { ...drawing, EDGE },
  )
  const file = { name, mimeType: 'image/png', buffer: Buffer.from(png) }
  await visitor.page.getByLabel('Choose pictures').setInputFiles([file])
}

/** Where the overlay is lightest, each way from 0 to 1: the middle of all pixels that are as light as the lightest. */
function lightest(page: Page): Promise<{ x: number; y: number }> {
  return heat(page).evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? { data: [] }
    const light = (at: number): number => {
      const [red = 0, green = 0, blue = 0, alpha = 0] = data.slice(4 * at, 4 * at + 4)
      return (0.2126 * red + 0.7152 * green + 0.0722 * blue) * alpha
    }
    const lights = Array.from({ length: width * height }, (_, at) => light(at))
    const most = lights.reduce((a, b) => Math.max(a, b), 0)
    const best = lights.flatMap((value, at) => (value === most && most > 0 ? [at] : []))
    const mean = (places: readonly number[]): number => places.reduce((a, b) => a + b, 0) / places.length
    return {
      x: (mean(best.map((at) => at % width)) + 0.5) / width,
      y: (mean(best.map((at) => Math.floor(at / width))) + 0.5) / height,
    }
  })
}

test.describe('the subject in a corner of the crop', () => {
  // The crop of 600 x 600 is 525 x 525, 37 or 38 pixels from the edges.
  const near = 38
  const edge = 260
  const far = EDGE - near - edge
  for (const [place, cat] of [
    ['the upper left', { left: near, top: near }],
    ['the upper right', { left: far, top: near }],
    ['the lower left', { left: near, top: far }],
    ['the lower right', { left: far, top: far }],
  ] as const) {
    for (const ground of ['#ffffff', '#808080']) {
      test(`${place}, on ${ground}`, async ({ page }) => {
        const visitor = await Visitor.open(page)
        await chooseDrawn(visitor, 'corner.png', { ground, cat: { ...cat, edge } })
        await looked(page).click()
        await expect(heat(page)).toHaveAccessibleName(new RegExp(`mostly ${place}$`))
        const { x, y } = await lightest(page)
        expect(x < 0.5 ? 'left' : 'right').toBe(cat.left === near ? 'left' : 'right')
        expect(y < 0.5 ? 'upper' : 'lower').toBe(cat.top === near ? 'upper' : 'lower')
      })
    }
  }
})

test.describe('no confident answer to a picture of nothing', () => {
  for (const ground of ['noise', '#808080', '#ffffff', '#000000']) {
    test(ground, async ({ page }) => {
      const visitor = await Visitor.open(page)
      await chooseDrawn(visitor, 'nothing.png', { ground })
      await visitor.expectHeadline('Not sure')
      await expect(visitor.answer).toContainText('The best guesses are')
      await expect(visitor.predictions).toHaveCount(5)
      await expect(path(page)).toHaveCount(0)
      await expect(visitor.alert).toHaveCount(0)
    })
  }
})

test('the way up from a cat, the shares growing, and what a tiger cat is', async ({ page }) => {
  const visitor = await Visitor.open(page)
  await visitor.choose(example('cat.jpg'))
  const levels = path(page).getByRole('listitem')
  await expect(levels).toHaveText(['Cat', 'Cat-like animal', 'Mammal', 'Animal'])
  const shares: number[] = []
  for (const level of await levels.all()) {
    await level.getByRole('button').click()
    shares.push(Number(/ (\d+) %$/.exec((await level.textContent())?.trim() ?? '')?.[1]))
  }
  expect(shares[0]).toBe(97)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))

  await visitor.predictions.first().getByRole('button').click()
  await expect(visitor.predictions.first()).toContainText('A cat having a striped coat. Also: tiger cat.')
})

test('by the keyboard alone, and remembered for the next visit', async ({ page }) => {
  const visitor = await Visitor.open(page)
  await visitor.choose(example('cat.jpg'))
  await page.getByRole('button', { name: 'What it saw' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await expect(heat(page)).toHaveAccessibleName(/^Where it looked for tiger cat \(striped\): /)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Home')

  await page.reload()
  await visitor.choose(example('espresso.jpg'))
  await expect(heat(page)).toHaveAccessibleName(/^Where it looked for espresso: /)
  await expect(page.getByRole('button', { name: 'What it saw' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('slider', { name: 'Strength' })).toHaveValue('0.1')
})

test('a script gets the same: path, crop, definitions and maps, as JSON can hold them', async ({ page }) => {
  await Visitor.open(page)
  const given = await page.evaluate(async () => {
    const classification = await window.whatsit.classify('pictures/cat.jpg')
    return JSON.parse(JSON.stringify(classification)) as typeof classification
  })
  expect(given.path.map(({ name }) => name)).toEqual(['cat', 'cat-like animal', 'mammal', 'animal'])
  expect(given.path[0]?.score).toBe(given.answer.score)
  // 451 x 300 becomes 384 x 256, of which the middle 224 x 224 are cut.
  expect(given.crop.left).toBeCloseTo((80 * 451) / 384, 6)
  expect(given.crop).toMatchObject({ top: 18.75, height: 262.5 })
  expect(given.predictions[0]?.definition).toBe('a cat having a striped coat')
  const maps = given.activationMaps ?? []
  expect(maps.map(({ index }) => index)).toEqual(given.predictions.map(({ index }) => index))
  for (const { width, height, values } of maps) expect([width, height, values.length]).toEqual([7, 7, 49])
})
