/** What lies over the picture, and what unfolds beside it: exactly placed, by the keyboard too, in words too. */
import type { Page } from '@playwright/test'
import type { Classification } from '../../src/core/classification.ts'
import { cropSeen } from '../../src/core/geometry.ts'
import { HEAT_COLOURS } from '../../src/core/heat-colours.ts'
import { fixture } from '../support/files.ts'
import { CAT, expect, LONGEST, type Stage, test, UNSURE } from './stage-page.ts'

const saw = (page: Page) => page.getByRole('button', { name: 'What it saw' })
const looked = (page: Page) => page.getByRole('button', { name: 'Where it looked' })
const heat = (page: Page) => page.getByRole('img', { name: /^Where it looked/ })
const strength = (page: Page) => page.getByRole('slider', { name: 'Strength' })
const prediction = (page: Page, label: string) => page.getByRole('button', { name: new RegExp(`^${label}`) })
const spoken = (page: Page) => page.locator('[aria-live="polite"]').getByText(/./)

async function answered(stage: Stage, result: Classification = CAT): Promise<void> {
  await stage.openReady()
  await stage.choose('cat.jpg')
  await stage.answer(0, result)
}

/** How opaque an element is, with all that it lies in. */
const opacity = (page: Page) =>
  heat(page).evaluate((element) => {
    let opacity = 1
    let at: Element | null = element
    while (at) {
      opacity *= Number(getComputedStyle(at).opacity)
      const root: Node = at.getRootNode()
      at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
    }
    return opacity
  })

test('both are off at first, and each is switched by itself', async ({ page, stage }) => {
  await answered(stage)
  for (const button of [saw(page), looked(page)]) await expect(button).toHaveAttribute('aria-pressed', 'false')
  await expect(heat(page)).toHaveCount(0)
  await expect(strength(page)).toHaveCount(0)

  await looked(page).click()
  await expect(looked(page)).toHaveAttribute('aria-pressed', 'true')
  await expect(saw(page)).toHaveAttribute('aria-pressed', 'false')
  await expect(heat(page)).toBeVisible()

  await looked(page).click()
  await expect(heat(page)).toHaveCount(0)
  await expect(strength(page)).toHaveCount(0)
})

test('the heat map is that of the chosen prediction, and says so', async ({ page, stage }) => {
  await answered(stage)
  await looked(page).click()
  await expect(heat(page)).toHaveAccessibleName('Where it looked for tiger cat (striped): mostly the upper left')
  await expect(spoken(page).last()).toHaveText('Where it looked for tiger cat (striped): mostly the upper left')
  await expect(prediction(page, 'tiger cat')).toHaveAttribute('aria-current', 'true')
  const first = await heat(page).screenshot()

  await prediction(page, 'Egyptian cat').click()
  await expect(heat(page)).toHaveAccessibleName('Where it looked for Egyptian cat: mostly the lower right')
  await expect(spoken(page).last()).toHaveText('Where it looked for Egyptian cat: mostly the lower right')
  await expect(prediction(page, 'Egyptian cat')).toHaveAttribute('aria-current', 'true')
  await expect(prediction(page, 'tiger cat')).not.toHaveAttribute('aria-current')
  expect(first.equals(await heat(page).screenshot())).toBe(false)

  await looked(page).click()
  await saw(page).click()
  await expect(spoken(page).last()).toHaveText('What it saw: the middle 51 % of the picture')
})

test('each picture keeps the prediction that was chosen for it', async ({ page, stage }) => {
  await stage.openReady()
  await stage.choose('cat.jpg', 'cat.jpg')
  await stage.answer(0, CAT)
  await stage.answer(1, CAT)
  await looked(page).click()
  await prediction(page, 'lynx').click()
  const earlier = page.getByRole('region', { name: 'Earlier' }).getByRole('listitem').getByRole('button')
  await earlier.nth(1).click()
  await expect(heat(page)).toHaveAccessibleName(/for tiger cat/)
  await earlier.nth(0).click()
  await expect(heat(page)).toHaveAccessibleName(/for lynx: mostly the upper right/)
})

test('its strength is how opaque it is', async ({ page, stage }) => {
  await answered(stage)
  await looked(page).click()
  await strength(page).fill('0.3')
  expect(await opacity(page)).toBeCloseTo(0.3, 5)
  await expect(strength(page)).toHaveAttribute('aria-valuetext', '30 %')
  await strength(page).fill('1')
  expect(await opacity(page)).toBe(1)
})

test('what was switched on is remembered', async ({ page, stage }) => {
  await answered(stage)
  await saw(page).click()
  await looked(page).click()
  await strength(page).fill('0.45')
  await answered(stage)
  for (const button of [saw(page), looked(page)]) await expect(button).toHaveAttribute('aria-pressed', 'true')
  await expect(strength(page)).toHaveValue('0.45')
  expect(await opacity(page)).toBeCloseTo(0.45, 5)
})

test('where the storage is forbidden it works, and is not remembered', async ({ page, stage }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      },
    })
  })
  await answered(stage)
  await looked(page).click()
  await expect(heat(page)).toBeVisible()
  await answered(stage)
  await expect(looked(page)).toHaveAttribute('aria-pressed', 'false')
})

test('with the keyboard alone', async ({ page, stage }) => {
  await answered(stage)
  await saw(page).focus()
  await page.keyboard.press('Tab')
  await expect(looked(page)).toBeFocused()
  await page.keyboard.press('Space')
  await expect(heat(page)).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(strength(page)).toBeFocused()
  await page.keyboard.press('End')
  expect(await opacity(page)).toBe(1)
  await page.keyboard.press('Home')
  expect(await opacity(page)).toBeCloseTo(0.1, 5)

  await prediction(page, 'tiger cat').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(heat(page)).toHaveAccessibleName(/for Egyptian cat/)
  await expect(page.getByText('A domestic cat of Egypt.')).toBeVisible()
  await page.getByRole('button', { name: 'Cat', exact: true }).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: 'Path' }).getByRole('listitem').nth(1)).toHaveText('Cat-like animal 98 %')
})

test.describe('not offered', () => {
  test('for a picture that cannot be shown', async ({ page, stage }) => {
    await stage.openReady()
    const words = { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('words') }
    await page.getByLabel('Choose pictures').setInputFiles([words])
    await expect(page.getByText('notes.jpg', { exact: true })).toBeVisible()
    await stage.answer(0, CAT)
    await expect(page.getByRole('heading', { name: 'Cat' })).toBeVisible()
    await expect(saw(page)).toHaveCount(0)
    await expect(looked(page)).toHaveCount(0)
  })

  test('before there is an answer', async ({ page, stage }) => {
    await stage.openReady()
    await stage.choose('cat.jpg')
    await expect(saw(page)).toHaveCount(0)
    await stage.answer(0, CAT)
    await expect(saw(page)).toBeVisible()
  })

  test('where it looked, by a model without maps', async ({ page, stage }) => {
    await answered(stage)
    await looked(page).click()
    await stage.choose('rocket.jpg')
    await stage.answer(1, UNSURE)
    await expect(page.getByRole('heading', { name: 'Not sure' })).toBeVisible()
    await expect(saw(page)).toBeVisible()
    await expect(looked(page)).toHaveCount(0)
    await expect(strength(page)).toHaveCount(0)
    await expect(spoken(page).last()).not.toHaveText(/Where it looked/)
  })
})

test.describe('beside the picture', () => {
  test('a prediction unfolds its definition, one at a time', async ({ page, stage }) => {
    await answered(stage)
    const items = page.getByRole('list', { name: 'Predictions' }).getByRole('listitem')
    const [tabby, lynx] = [prediction(page, 'tabby cat'), prediction(page, 'lynx')]
    await expect(tabby).toHaveAttribute('aria-expanded', 'false')
    await tabby.click()
    await expect(tabby).toHaveAttribute('aria-expanded', 'true')
    await expect(items.nth(2)).toHaveText(
      'tabby cat 18 % A cat with a grey or tawny coat mottled with black. Also: tabby.',
    )
    await lynx.click()
    await expect(items.nth(2)).toHaveText('tabby cat 18 %')
    await expect(items.nth(3)).toContainText('Short-tailed wildcats with usually tufted ears. Also: catamount.')
    await lynx.click()
    await expect(items.nth(3)).toHaveText('lynx 1 %')
    await expect(lynx).toHaveAttribute('aria-expanded', 'false')
  })

  test('another picture comes folded', async ({ page, stage }) => {
    await answered(stage)
    await prediction(page, 'lynx').click()
    await stage.choose('cat.jpg')
    await stage.answer(1, CAT)
    await expect(prediction(page, 'lynx')).toHaveAttribute('aria-expanded', 'false')
  })

  test('a class without a definition has nothing to unfold', async ({ page, stage }) => {
    await answered(stage, UNSURE)
    await expect(prediction(page, 'lens cap')).not.toHaveAttribute('aria-expanded')
    await prediction(page, 'lens cap').click()
    await expect(page.getByRole('list', { name: 'Predictions' }).getByRole('listitem').first()).toHaveText(
      'lens cap 21 %',
    )
  })

  test('the way up from the answer, each name with its share on request', async ({ page, stage }) => {
    await answered(stage)
    const levels = page.getByRole('list', { name: 'Path' }).getByRole('listitem')
    await expect(levels).toHaveText(['Cat', 'Cat-like animal', 'Mammal', 'Animal'])
    const mammal = levels.getByRole('button', { name: 'Mammal' })
    await expect(mammal).toHaveAttribute('aria-expanded', 'false')
    await mammal.click()
    await expect(mammal).toHaveAttribute('aria-expanded', 'true')
    await expect(levels).toHaveText(['Cat', 'Cat-like animal', 'Mammal 99 %', 'Animal'])
    await levels.getByRole('button', { name: 'Animal', exact: true }).click()
    await expect(levels).toHaveText(['Cat', 'Cat-like animal', 'Mammal', 'Animal 99 %'])
  })

  test('the end of a long way can be reached', async ({ page, stage }) => {
    await page.setViewportSize({ width: 360, height: 740 })
    await answered(stage, LONGEST)
    const animal = page.getByRole('list', { name: 'Path' }).getByRole('button', { name: 'Animal', exact: true })
    await expect(animal).not.toBeInViewport()
    await animal.focus()
    await expect(animal).toBeInViewport()
  })

  for (const [what, path] of [
    ['not sure', []],
    ['an answer that nothing lies above', CAT.path.slice(-1)],
  ] as const) {
    test(`no way up from ${what}`, async ({ page, stage }) => {
      await answered(stage, { ...UNSURE, path })
      await expect(page.getByRole('list', { name: 'Predictions' })).toBeVisible()
      await expect(page.getByRole('list', { name: 'Path' })).toHaveCount(0)
    })
  }
})

test.describe('nothing moves when the answer comes', () => {
  for (const size of [
    { width: 320, height: 640 },
    { width: 360, height: 740 },
    { width: 1280, height: 800 },
  ]) {
    test(`with everything switched on, ${size.width} x ${size.height}`, async ({ page, stage }) => {
      await page.setViewportSize(size)
      await answered(stage)
      await saw(page).click()
      await looked(page).click()
      await stage.choose('cat.jpg')
      const places = async () => ({
        picture: await page.getByRole('img', { name: /Your picture/ }).boundingBox(),
        answer: (await page.getByRole('region', { name: 'Answer' }).boundingBox())?.y,
        choose: await page.getByLabel('Choose pictures').boundingBox(),
      })
      await expect(page.getByRole('heading', { name: 'Waiting for its turn' })).toBeAttached()
      const waiting = await places()
      await stage.answer(1, CAT)
      await expect(heat(page)).toBeVisible()
      expect(await places()).toEqual(waiting)
    })
  }
})

test.describe('lies exactly over what it saw', () => {
  const COVER = HEAT_COLOURS[255] ?? []
  const GREEN = [30, 200, 40]
  const OTHERS = [
    [220, 30, 30],
    [40, 60, 220],
    [230, 210, 40],
  ]

  /** How many pixels of the picture's place on the page have each of these colours. */
  async function count(page: Page, colours: readonly (readonly number[])[]): Promise<number[]> {
    const png = [...(await page.getByRole('img', { name: /Your picture/ }).screenshot())]
    return page.evaluate(
      async ([png, colours]) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(png)]))
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
        context?.drawImage(bitmap, 0, 0)
        const { data } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? { data: [] }
        const counts = colours.map(() => 0)
        for (let at = 0; at < data.length; at += 4) {
          const found = colours.findIndex((colour) =>
            colour.every((value, channel) => Math.abs(value - (data[at + channel] ?? 999)) <= 8),
          )
          if (found >= 0) counts[found] = (counts[found] ?? 0) + 1
        }
        return counts
      },
      [png, colours] as const,
    )
  }

  /** The green part is the crop: it is covered whole, as large as it was, and the other colours are as they were. */
  async function expectCovered(page: Page): Promise<void> {
    const [greenBefore = 0, ...before] = await count(page, [GREEN, ...OTHERS])
    expect(greenBefore).toBeGreaterThan(100)
    await looked(page).click()
    await strength(page).fill('1')
    const [green, cover = 0, ...after] = await count(page, [GREEN, COVER, ...OTHERS])
    expect(green).toBe(0)
    expect(after).toEqual(before)
    // What is green to a hair's breadth from its edge, where colours blend.
    const edge = 8 * Math.sqrt(greenBefore)
    expect(Math.abs(cover - greenBefore)).toBeLessThan(edge)
    await looked(page).click()
  }

  const everywhere = { index: 282, width: 1, height: 1, values: [5] }
  const sizes = [
    { width: 360, height: 740 },
    { width: 1280, height: 800 },
    // As at 200 %.
    { width: 640, height: 400 },
  ]

  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    for (const form of ['webp', 'jpg']) {
      test(`orientation ${orientation}, ${form}`, async ({ page, stage }) => {
        await stage.openReady()
        await page.getByLabel('Choose pictures').setInputFiles([fixture(`orientation-${orientation}.${form}`)])
        // The upper right corner.
        const crop = { left: 72, top: 0, width: 24, height: 16 }
        await stage.answer(0, { ...CAT, size: { width: 96, height: 64 }, crop, activationMaps: [everywhere] })
        for (const size of sizes) {
          await page.setViewportSize(size)
          await expectCovered(page)
        }
      })
    }
  }

  for (const [width, height] of [
    [300, 300],
    [800, 450],
    [450, 800],
    [1000, 200],
    [200, 1000],
  ] as const) {
    test(`${width} x ${height}`, async ({ page, stage }) => {
      await stage.openReady()
      const seen = cropSeen({ width, height }, { shortestEdge: 256, centerCrop: 224 })
      const png = await page.evaluate(
        async ([width, height, { left, top, width: across, height: down }]) => {
          const canvas = new OffscreenCanvas(width, height)
          const context = canvas.getContext('2d')
          if (!context) return []
          context.fillStyle = 'rgb(40, 60, 220)'
          context.fillRect(0, 0, width, height)
          context.fillStyle = 'rgb(30, 200, 40)'
          context.fillRect(left, top, across, down)
          return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())]
        },
        [width, height, seen] as const,
      )
      const file = { name: 'drawn.png', mimeType: 'image/png', buffer: Buffer.from(png) }
      await page.getByLabel('Choose pictures').setInputFiles([file])
      await stage.answer(0, { ...CAT, size: { width, height }, crop: seen, activationMaps: [everywhere] })
      for (const size of sizes) {
        await page.setViewportSize(size)
        await expectCovered(page)
      }
    })
  }
})
