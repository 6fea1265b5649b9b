/** Which model answers: choosing, keeping and removing models, and that the last good one stays whatever happens. */
import type { Locator, Page } from '@playwright/test'
import { example, python } from '../support/files.ts'
import { test } from '../support/test.ts'
import type { Fault, TestSite } from '../support/test-site.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

const LITE2 = 'efficientnet-lite2'
const LITE2_MODEL = /efficientnet-lite2\/onnx\/model\.onnx$/
// Surer of the breed than Lite0, which says "Cat".
const CAT_BY_LITE2 = 'Egyptian cat'
const ANY_MODEL = /\/model\.onnx$/

/** The picker, by what a screen reader meets. */
class Picker {
  readonly button: Locator
  readonly dialog: Locator
  readonly use: Locator
  readonly progress: Locator
  readonly page: Page

  constructor({ page }: Visitor) {
    this.page = page
    this.button = page.getByRole('button', { name: /^Model/ })
    this.dialog = page.getByRole('dialog', { name: 'Model' })
    this.use = this.dialog.getByRole('button', { name: /^(Use|Download)/ })
    this.progress = this.dialog.getByRole('progressbar')
  }

  radio(name: string): Locator {
    return this.dialog.getByRole('radio', { name: new RegExp(name, 'i') })
  }

  async open(): Promise<void> {
    await this.button.click()
    await expect(this.dialog.getByRole('radio')).toHaveCount(2)
  }

  /** Marks a model and presses the button. */
  async choose(name: string): Promise<void> {
    await this.open()
    await this.radio(name).check()
    await this.use.click()
  }

  async expectInUse(name: string): Promise<void> {
    await expect(this.button).toHaveAccessibleName(`Model: ${name}`)
    await expect(this.dialog).toBeHidden()
  }
}

/** The golden numbers of a manifest, made wrong. */
const WRONG_GOLDEN: Fault = {
  body: (honest) => honest.toString().replace(/"logit": /g, '"logit": 1'),
}

async function scores(page: Page): Promise<{ index: number; score: number }[]> {
  return page.evaluate(async () => {
    const picture = await (await fetch('pictures/cat.jpg')).blob()
    const { predictions } = await window.whatsit.classify(picture)
    return predictions.map(({ index, score }) => ({ index, score }))
  })
}

async function expectScoresOf(page: Page, model: string): Promise<void> {
  const found = await scores(page)
  const wanted = python('public/pictures/cat.jpg', model).top
  expect(found.map(({ index }) => index)).toEqual(wanted.map(([index]) => index))
  for (const [at, [, score]] of wanted.entries()) expect(Math.abs((found[at]?.score ?? 0) - score)).toBeLessThan(0.002)
}

async function useLite2(visitor: Visitor): Promise<Picker> {
  const picker = new Picker(visitor)
  await picker.choose('Lite2')
  await picker.expectInUse('EfficientNet-Lite2')
  return picker
}

/** No connection, for the page and for what is behind it. */
async function goOffline(page: Page, site: TestSite): Promise<void> {
  await page.context().setOffline(true)
  site.fail(/./, { cutAfter: 0 })
}

test.describe('choosing another model', () => {
  test('by the keyboard alone: it answers like Python, and the picture on show is answered anew', async ({
    page,
    openSite,
  }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.choose(example('espresso.jpg'))
    await visitor.expectHeadline('Espresso')
    await visitor.choose(example('cat.jpg'))
    await visitor.expectHeadline('Cat')
    await expectScoresOf(page, 'efficientnet-lite0')
    expect(await page.evaluate(() => [window.whatsit.models, window.whatsit.model])).toEqual([
      ['efficientnet-lite0', LITE2],
      'efficientnet-lite0',
    ])
    const before = await visitor.predictions.allTextContents()

    const picker = new Picker(visitor)
    await picker.button.focus()
    await page.keyboard.press('Enter')
    await expect(picker.radio('Lite0')).toBeChecked()
    await expect(picker.radio('Lite0')).toHaveAccessibleName(
      /5\.1\sMB · 75\s% right first time · \d+\sms here\s+In use/,
    )
    await expect(picker.radio('Lite2')).toHaveAccessibleName(
      /6\.7\sMB · 78\s% right first time\s+Not on this device yet/,
    )
    await picker.radio('Lite0').focus()
    // An arrow only marks: nothing is downloaded before its size was read and the button pressed.
    await page.keyboard.press('ArrowDown')
    await expect(picker.radio('Lite2')).toBeChecked()
    expect(site.times(LITE2_MODEL)).toBe(0)
    await page.keyboard.press('Tab')
    await expect(picker.use).toBeFocused()
    await expect(picker.use).toHaveText('Download 6.6 MB and use it')
    await page.keyboard.press('Enter')
    await picker.expectInUse('EfficientNet-Lite2')
    await expect(picker.button).toBeFocused()

    await expect(visitor.answer).toContainText('here by EfficientNet-Lite2, nothing uploaded')
    expect(await visitor.predictions.allTextContents()).not.toEqual(before)
    await expectScoresOf(page, LITE2)
    // The other picture keeps its answer until it is on show.
    await visitor.earlier.nth(0).click()
    await expect(visitor.answer).toContainText('by EfficientNet-Lite2')
  })

  test('is remembered, needs no download a second time, and is what "ready offline" is about', async ({
    page,
    openSite,
  }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.expectReadyOffline()
    const picker = await useLite2(visitor)
    await visitor.expectReadyOffline()
    await page.reload()
    await visitor.expectReady()
    await picker.expectInUse('EfficientNet-Lite2')
    await goOffline(page, site)
    await page.reload()
    await visitor.expectReady()
    await picker.expectInUse('EfficientNet-Lite2')
    await expectLite2Answers(visitor)

    // The other one is here too: offline is no reason not to change.
    await picker.choose('Lite0')
    await picker.expectInUse('EfficientNet-Lite0')
    await visitor.choose(example('cat.jpg'))
    await visitor.expectHeadline('Cat')
    expect(site.times(LITE2_MODEL)).toBe(1)
  })

  test('classifying with it causes no request', async ({ page, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.expectReadyOffline()
    await useLite2(visitor)
    await visitor.expectReadyOffline()
    await expect.poll(() => site.times(LITE2_MODEL)).toBe(1)
    site.asked.length = 0
    await visitor.choose(example('cat.jpg'), example('espresso.jpg'))
    await expect(visitor.earlier.nth(1)).toHaveAccessibleName(/Espresso, \d+ % sure$/)
    expect(site.asked.map(({ path }) => path).filter((path) => path !== '/service-worker.js')).toEqual([])
  })

  test('from a script, with its faults as errors', async ({ page, openSite }) => {
    const site = await openSite()
    await Visitor.open(page, site.url)
    const use = (name: string): Promise<string> =>
      page.evaluate(
        (name) =>
          window.whatsit.use(name).then(
            () => window.whatsit.model ?? '',
            (error: Error) => error.name,
          ),
        name,
      )
    expect(await use('not-offered')).toBe('ModelUnreachable')
    expect(await use(LITE2)).toBe(LITE2)
    await expectScoresOf(page, LITE2)
  })
})

/** As the reference says, with a picture from this device. */
async function expectLite2Answers(visitor: Visitor): Promise<void> {
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline(CAT_BY_LITE2)
  const [first] = python('public/pictures/cat.jpg', LITE2).top
  const [, score = 0] = first ?? []
  await expect(visitor.predictions.first()).toContainText(`${Math.round(score * 100)} %`)
}

test.describe('the last good model stays when', () => {
  test('there is no network, and the chosen one is not here', async ({ page, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.expectReadyOffline()
    await goOffline(page, site)
    const picker = new Picker(visitor)
    await picker.choose('Lite2')
    // By its name, though its manifest has never been here.
    await expect(picker.radio('Lite2')).toHaveAccessibleName(
      'EfficientNet-Lite2 Not on this device, so not available offline',
    )
    await expect(picker.dialog.getByRole('alert')).toContainText('EfficientNet-Lite2 is not on this device')
    await expect(picker.dialog.getByRole('alert')).toContainText('EfficientNet-Lite0 goes on answering.')
    await picker.dialog.getByRole('button', { name: 'Close' }).click()
    await expect(visitor.alert).toHaveCount(0)
    await picker.expectInUse('EfficientNet-Lite0')
    await visitor.choose(example('cat.jpg'))
    await visitor.expectHeadline('Cat')
  })

  test('the download is cut in the middle: it says so, and another try goes on where it stopped', async ({
    page,
    openSite,
  }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.expectReadyOffline()
    // Part of it comes; then every connection is cut before the first byte.
    site.fail(LITE2_MODEL, { cutAfter: 0 })
    site.fail(LITE2_MODEL, { times: 1, cutAfter: 2_000_000 })
    const picker = new Picker(visitor)
    await picker.choose('Lite2')
    await expect(picker.dialog.getByRole('alert')).toContainText('EfficientNet-Lite2 could not be downloaded')
    await picker.dialog.getByRole('button', { name: 'Close' }).click()
    await visitor.choose(example('cat.jpg'))
    await visitor.expectHeadline('Cat')
    await picker.expectInUse('EfficientNet-Lite0')

    site.recover()
    const before = site.asked.length
    await useLite2(visitor)
    const [again] = site.asked.slice(before).filter(({ path }) => LITE2_MODEL.test(path))
    const start = Number(/^bytes=(\d+)-/.exec(again?.range ?? '')?.[1])
    expect(start).toBeGreaterThan(0)
    expect(start).toBeLessThanOrEqual(2_000_000)
    await expectScoresOf(page, LITE2)
  })

  test('the download is cancelled, while pictures are answered', async ({ page, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.expectReadyOffline()
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    site.fail(LITE2_MODEL, { after: released })
    const picker = new Picker(visitor)
    await picker.choose('Lite2')
    await expect(picker.progress).toHaveAttribute('aria-valuetext', /^0\.\d of 6\.7 MB$/)
    await picker.dialog.getByRole('button', { name: 'Close' }).click()
    // The page shows it too, and goes on.
    await expect(page.getByRole('progressbar', { name: 'Loading EfficientNet-Lite2' })).toBeVisible()
    await visitor.choose(example('cat.jpg'))
    await visitor.expectHeadline('Cat')
    await picker.open()
    await picker.dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(picker.progress).toHaveCount(0)
    release()
    await expect(picker.use).toHaveText('Download 6.6 MB and use it')
    await picker.dialog.getByRole('button', { name: 'Close' }).click()
    await picker.expectInUse('EfficientNet-Lite0')
  })

  test('the chosen one gives wrong numbers: every setting is tried and told in About', async ({ page, openSite }) => {
    const site = await openSite()
    site.fail(/efficientnet-lite2\/manifest\.json$/, WRONG_GOLDEN)
    const visitor = await Visitor.open(page, site.url)
    const picker = new Picker(visitor)
    await picker.choose('Lite2')
    await expect(picker.dialog.getByRole('alert')).toContainText('EfficientNet-Lite2 gives wrong numbers here')
    await picker.dialog.getByRole('button', { name: 'Close' }).click()
    await picker.expectInUse('EfficientNet-Lite0')
    await expectScoresOf(page, 'efficientnet-lite0')
    const tried = Object.entries(await visitor.about()).filter(([name]) => name.startsWith('Tried'))
    // Two engines, each on several threads and on one.
    const settings = await page.evaluate(() => (navigator.hardwareConcurrency > 1 ? 4 : 2))
    expect(tried.filter(([, value]) => /^efficientnet-lite2 .*failed \(SelfTestFailed: /.test(value))).toHaveLength(
      settings,
    )
    expect(tried[0]?.[1]).toMatch(/^efficientnet-lite0 on Whatsit’s own, .*: passed its self-test \(largest difference/)

    // The next visit loads what is good.
    await page.reload()
    await visitor.expectReady()
    await picker.expectInUse('EfficientNet-Lite0')
  })
})

test('a default model with wrong numbers: each setting is tried, then said, and another model answers', async ({
  page,
  openSite,
}) => {
  const site = await openSite()
  site.fail(/efficientnet-lite0\/manifest\.json$/, WRONG_GOLDEN)
  await page.goto(site.url)
  const visitor = new Visitor(page)
  await visitor.choose(example('cat.jpg'))
  await visitor.expectAlert('This device gives wrong numbers')
  const about = await visitor.about()
  expect(about['Tried (1)']).toMatch(/failed \(SelfTestFailed: logit \d+ should be 1/)
  if (await page.evaluate(() => navigator.hardwareConcurrency > 1)) {
    expect(about['Tried (2)']).toMatch(/1 thread: failed \(SelfTestFailed/)
  }
  expect(about['Chosen']).toBeUndefined()

  const picker = new Picker(visitor)
  await picker.choose('Lite2')
  await picker.expectInUse('EfficientNet-Lite2')
  await visitor.expectHeadline(CAT_BY_LITE2)
  await page.reload()
  await visitor.expectReady()
  await picker.expectInUse('EfficientNet-Lite2')
})

test('About tells what was chosen, why, and how fast it is here', async ({ page, openSite }) => {
  const site = await openSite()
  const visitor = await Visitor.open(page, site.url)
  expect((await visitor.about())['Speed here']).toBe('not measured yet')
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
  const about = await visitor.about()
  expect(about['Tried (1)']).toMatch(
    /^efficientnet-lite0 on Whatsit’s own, \d threads?: passed its self-test \(largest difference 0\.000\d\d\) in \d+ ms$/,
  )
  expect(about['Chosen']).toMatch(/^Whatsit’s own, \d threads?: the fastest that this page may use, and it passed$/)
  expect(about['Speed here']).toMatch(/^\d+ ms a run, measured once$/)
})

test('removing a model frees its storage and leaves the other, also without a network', async ({ page, openSite }) => {
  const site = await openSite()
  const visitor = await Visitor.open(page, site.url)
  await visitor.expectReadyOffline()
  const picker = await useLite2(visitor)
  await picker.open()
  await expect(picker.dialog).toContainText('Models take 11.7 MB on this device.')
  await expect(picker.dialog.getByRole('button', { name: /^Remove/ })).toHaveCount(1)
  await picker.dialog.getByRole('button', { name: 'Remove EfficientNet-Lite0' }).click()
  await expect(picker.dialog).toContainText('Models take 6.7 MB on this device.')
  await expect(picker.radio('Lite0')).toBeFocused()
  await expect(picker.radio('Lite0')).toHaveAccessibleName(/Not on this device yet/)
  await picker.dialog.getByRole('button', { name: 'Close' }).click()
  expect(await storedModels(page)).toEqual([LITE2])
  await visitor.expectReadyOffline()

  await goOffline(page, site)
  await page.reload()
  await visitor.expectReady()
  await picker.expectInUse('EfficientNet-Lite2')
  await expectLite2Answers(visitor)
  expect(site.times(ANY_MODEL)).toBe(2)
})

/** The folders of the models whose files are stored. */
function storedModels(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.includes('models'))
    const requests = (await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))).flat()
    const paths = requests.map(({ url }) => new URL(url).pathname).filter((path) => path.endsWith('.onnx'))
    return paths.map((path) => path.split('/').at(-3) ?? '')
  })
}
