/** Every state of the element: on a phone and a laptop nothing is cut off or overlaps, in both schemes axe finds nothing. */
import AxeBuilder from '@axe-core/playwright'
import { example, fixture } from '../support/files.ts'
import { test } from '../support/test.ts'
import type { TestSite } from '../support/test-site.ts'
import { eventually as expect } from '../support/visitor.ts'
import { layoutFaults } from '../ui/layout.ts'
import { EmbeddedPage, plainSite } from './embedded-page.ts'

const SIZES = [
  { size: 'phone', width: 360, height: 740 },
  { size: 'laptop', width: 1280, height: 800 },
] as const

const never = new Promise<never>(() => {})

interface State {
  readonly name: string
  /** What the site does wrong. */
  readonly site?: (site: TestSite) => void
  readonly saveData?: true
  readonly reach: (embedded: EmbeddedPage) => Promise<void>
}

const states: readonly State[] = [
  { name: 'empty', reach: async ({ model }) => expect(model).toHaveText(/^Ready/) },
  {
    name: 'loading the model',
    site: (site) => site.fail(/model\.onnx$/, { after: never }),
    reach: async ({ element }) =>
      expect(element.getByRole('progressbar', { name: 'Loading model' })).toHaveAttribute('aria-valuetext', /MB$/),
  },
  {
    name: 'waiting',
    site: (site) => site.fail(/model\.onnx$/, { after: never }),
    reach: async (embedded) => {
      await embedded.choose(example('cat.jpg'))
      await expect(embedded.answer).toContainText('Waiting for the model')
      await expect(embedded.picture).toBeVisible()
    },
  },
  {
    name: 'asking on Save-Data',
    saveData: true,
    reach: async ({ element, model }) => {
      await expect(element.getByRole('button', { name: 'Download' })).toBeVisible()
      await expect(model).toHaveText('The model needs 6 MB once.')
    },
  },
  {
    name: 'answer',
    reach: async (embedded) => {
      await embedded.choose(example('cat.jpg'))
      await expect(embedded.answer).toContainText('Cat')
    },
  },
  {
    name: 'not sure',
    reach: async (embedded) => {
      await embedded.element.evaluate(async (element) => {
        // A picture of nothing.
        const canvas = new OffscreenCanvas(300, 300)
        canvas.getContext('2d')?.fillRect(0, 0, 300, 300)
        Object.assign(element, { picture: await canvas.convertToBlob() })
      })
      await expect(embedded.answer).toContainText('Not sure')
    },
  },
  {
    name: 'not a picture',
    reach: async (embedded) => {
      await embedded.choose(fixture('text.jpg'))
      await expect(embedded.alert).toContainText('This is not a picture')
    },
  },
  {
    name: 'no model',
    site: (site) => site.fail(/model\.onnx$/, { status: 404 }),
    reach: async ({ alert }) => expect(alert).toContainText('The model could not be downloaded'),
  },
  {
    name: 'something dragged over it',
    reach: async (embedded) => {
      await expect(embedded.model).toHaveText(/^Ready/)
      await embedded.give('dragover', example('cat.jpg'))
    },
  },
]

for (const { name, site: spoil, saveData, reach } of states) {
  test(name, async ({ openSite, page }, testInfo) => {
    const site = await openSite(plainSite)
    spoil?.(site)
    if (saveData) {
      await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }))
    }
    await page.goto(site.url)
    const embedded = new EmbeddedPage(page)
    await reach(embedded)
    for (const { size, width, height } of SIZES) {
      await page.setViewportSize({ width, height })
      expect.soft(await page.evaluate(layoutFaults), `${name}, ${size}`).toEqual([])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const { violations } = await new AxeBuilder({ page }).analyze()
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
        expect.soft(found, `${name}, ${size}, ${colorScheme}`).toEqual([])
        await page.screenshot({ path: testInfo.outputPath(`${name}, ${size}, ${colorScheme}.png`) })
      }
    }
  })
}

for (const { size, width, height } of SIZES) {
  test(`nothing moves when the answer arrives: ${size}`, async ({ openSite, page }) => {
    await page.setViewportSize({ width, height })
    const site = await openSite(plainSite)
    let come = (): void => {}
    const after = new Promise<void>((resolve) => {
      come = resolve
    })
    site.fail(/model\.onnx$/, { after })
    await page.goto(site.url)
    const embedded = new EmbeddedPage(page)
    await embedded.choose(example('cat.jpg'))
    await expect(embedded.answer).toContainText('Waiting for the model')
    const tall = async () => (await embedded.element.boundingBox())?.height
    const waiting = await tall()
    come()
    await expect(embedded.answer).toContainText('97 % sure')
    expect(await tall()).toBe(waiting)
  })
}
