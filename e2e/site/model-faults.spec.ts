/** Whatever arrives in place of the model, it is never used: the page recovers by itself or says what to do. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { example } from '../support/files.ts'
import { test } from '../support/test.ts'
import type { Fault, TestSite } from '../support/test-site.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

const MODEL = /\/model\.onnx$/
const MANIFEST = /\/manifest\.json$/

const PAGE: Fault = {
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: () => '<!doctype html><title>Sign in to the hotel network</title>',
}

// As hosts do that answer what is missing with their start page.
const KEPT_FOR_AN_HOUR: Fault = { headers: { ...PAGE.headers, 'Cache-Control': 'max-age=3600' } }

function oneByteOff(honest: Buffer): Buffer {
  const bytes = Buffer.from(honest)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return bytes
}

test.describe('what is over in a moment is overcome without the person', () => {
  const cases: readonly (readonly [name: string, pattern: RegExp, fault: Fault, requests: number])[] = [
    ['one byte is wrong, once', MODEL, { times: 1, body: oneByteOff }, 2],
    ['the server answers 500, once', MODEL, { times: 1, status: 500, body: () => 'broken' }, 2],
    ['the server answers 503, twice', MODEL, { times: 2, status: 503, body: () => 'busy' }, 3],
    ['a page came, and browsers may keep it', MODEL, { ...PAGE, ...KEPT_FOR_AN_HOUR, times: 1 }, 2],
    ['the connection is cut before the first byte', MODEL, { times: 1, cutAfter: 0 }, 2],
  ]
  for (const [name, pattern, fault, requests] of cases) {
    test(name, async ({ page, openSite }) => {
      const site = await openSite()
      site.fail(pattern, fault)
      const visitor = await Visitor.open(page, site.url)
      expect(site.times(pattern)).toBe(requests)
      await expectCatAfterReload(visitor, site)
    })
  }

  test('the connection is cut in the middle: it goes on where it stopped', async ({ page, openSite }) => {
    const site = await openSite()
    site.fail(MODEL, { times: 1, cutAfter: 1_000_000 })
    const visitor = await Visitor.open(page, site.url)
    const ranges = site.asked.filter(({ path }) => MODEL.test(path)).map(({ range }) => range)
    expect(ranges[0]).toBe('')
    // One request for the rest, or two: Chromium's cache, where it kept the beginning, first asks for a single byte.
    const starts = ranges.slice(1).map((range) => Number(/^bytes=(\d+)-/.exec(range)?.[1]))
    expect(starts.length).toBeGreaterThan(0)
    expect(starts.filter((start) => !(start > 0 && start <= 1_000_000))).toEqual([])
    await expectCatAfterReload(visitor, site)
  })

  test('the connection is cut in the middle, and the server knows no ranges', async ({ page, openSite }) => {
    const site = await openSite()
    const whole = site.body('/models/efficientnet-lite0/onnx/model.onnx')
    site.fail(MODEL, { status: 200, headers: { 'Content-Range': '', 'Accept-Ranges': '' }, body: () => whole })
    site.fail(MODEL, { times: 1, cutAfter: 1_000_000 })
    const visitor = await Visitor.open(page, site.url)
    expect(site.times(MODEL)).toBeGreaterThan(1)
    await expectCatAfterReload(visitor, site)
  })
})

test.describe('what lasts is said, and "Try again" answers the picture that waited', () => {
  const cases: readonly (readonly [name: string, pattern: RegExp, fault: Fault, title: string])[] = [
    ['one byte of the model is wrong', MODEL, { body: oneByteOff }, 'The model arrived damaged'],
    ['the model is another file', MODEL, { body: () => Buffer.alloc(5_000_000, 7) }, 'The model arrived damaged'],
    ['the model is a page', MODEL, PAGE, 'The model arrived damaged'],
    ['the model is missing', MODEL, { status: 404, body: () => 'Not found.' }, 'The model could not be downloaded'],
    ['the server answers 500', MODEL, { status: 500, body: () => 'broken' }, 'The model could not be downloaded'],
    ['every connection is cut', MODEL, { cutAfter: 10_000 }, 'The model could not be downloaded'],
    ['the labels are a page', /\/labels\.json$/, PAGE, 'The model arrived damaged'],
    ['the manifest is a page', MANIFEST, PAGE, 'The model could not be downloaded'],
    ['the list of models is a page', /\/models\/index\.json$/, PAGE, 'The model could not be downloaded'],
    [
      'the manifest is missing',
      MANIFEST,
      { status: 404, body: () => 'Not found.' },
      'The model could not be downloaded',
    ],
  ]
  for (const [name, pattern, fault, title] of cases) {
    test(name, async ({ page, openSite }) => {
      const site = await openSite()
      site.fail(pattern, fault)
      await page.goto(site.url)
      const visitor = new Visitor(page)
      await visitor.choose(example('cat.jpg'))
      await visitor.expectAlert(title)
      await expect(visitor.modelStatus).not.toHaveText(/ready$/)
      await expect(visitor.earlier).toHaveAccessibleName('cat.jpg: waiting')
      // The model may be kept while its labels are wrong, since each file has its own hash; a manifest would mean all is there.
      const kept = await keptModels(visitor)
      expect(kept.filter((url) => pattern.test(new URL(url).pathname) || MANIFEST.test(url))).toEqual([])

      // Still broken: the same sentence once more, and the picture still waits.
      const before = site.times(pattern)
      await visitor.tryAgain.click()
      await expect.poll(() => site.times(pattern)).toBeGreaterThan(before)
      await visitor.expectAlert(title)
      await expect(visitor.earlier).toHaveAccessibleName('cat.jpg: waiting')

      site.recover()
      await visitor.tryAgain.click()
      await visitor.expectHeadline('Cat')
      await expect(visitor.alert).toHaveCount(0)
      await visitor.expectReady()
    })
  }

  test('a model that asks for more than this version can do wants a reload, which helps', async ({
    page,
    openSite,
  }) => {
    const site = await openSite()
    site.fail(MANIFEST, { body: (honest) => honest.toString().replace(/"format":\s*1/, '"format":2') })
    await page.goto(site.url)
    const visitor = new Visitor(page)
    await visitor.expectAlert('This version of Whatsit cannot use that model')
    site.recover()
    await page.getByRole('button', { name: 'Reload' }).click()
    await visitor.expectReady()
  })
})

test.describe('without storage it works from memory and says so', () => {
  test('the storage is full', async ({ page, openSite }) => {
    const site = await openSite()
    const browser = await page.context().newCDPSession(page)
    await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, quotaSize: 1_000_000 })
    const visitor = await Visitor.open(page, site.url)
    await visitor.choose(example('cat.jpg'))
    await visitor.expectHeadline('Cat')
    expect((await visitor.about())['Model file']).toContain('in memory only: the storage is full or switched off')
    await expect(visitor.readyOffline).toHaveCount(0)

    // There is room again: the next visit keeps it.
    await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin })
    await page.reload()
    await visitor.expectReady()
    await visitor.expectReadyOffline()
    expect((await visitor.about())['Model file']).toContain('kept on this device')
  })

  test('the storage is forbidden', async ({ playwright, openSite }, testInfo) => {
    const site = await openSite()
    // As when a person blocks all site data in the browser's settings: caches, locks and the rest refuse.
    const profile = testInfo.outputPath('profile')
    await mkdir(join(profile, 'Default'), { recursive: true })
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
    const context = await playwright.chromium.launchPersistentContext(profile)
    const page = await context.newPage()
    await page.goto(site.url)
    const refused = await page.evaluate(() =>
      caches.open('any').then(
        () => '',
        (error: Error) => error.name,
      ),
    )
    expect(refused).toBe('SecurityError')
    const visitor = new Visitor(page)
    await visitor.expectReady()
    await visitor.choose(example('cat.jpg'))
    await visitor.expectHeadline('Cat')
    expect((await visitor.about())['Model file']).toContain('in memory only: the storage is full or switched off')
    await context.close()
  })

  test('what was stored is damaged: it is downloaded anew', async ({ page, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await page.evaluate(async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const request of await cache.keys()) {
          if (request.url.includes('model.onnx')) await cache.put(request, new Response('not the model'))
        }
      }
    })
    await page.reload()
    await visitor.expectReady()
    expect(site.times(MODEL)).toBe(2)
    await visitor.choose(example('cat.jpg'))
    await visitor.expectHeadline('Cat')
  })
})

test.describe('one download', () => {
  test('for two tabs that open at once', async ({ context, openSite }) => {
    const site = await openSite()
    let arrive = (): void => {}
    const bothThere = new Promise<void>((resolve) => {
      arrive = resolve
    })
    site.fail(MODEL, { after: bothThere })
    site.fail(/labels\.json$/, { after: bothThere })
    const visitors = await Promise.all(
      [1, 2].map(async () => {
        const page = await context.newPage()
        await page.goto(site.url)
        return new Visitor(page)
      }),
    )
    // Nothing has been given out before both tabs know what they need.
    await expect.poll(() => site.times(MANIFEST)).toBe(2)
    arrive()
    for (const visitor of visitors) {
      await visitor.expectReady()
      await visitor.choose(example('cat.jpg'))
      await visitor.expectHeadline('Cat')
    }
    expect({ model: site.times(MODEL), labels: site.times(/labels\.json$/) }).toEqual({ model: 1, labels: 1 })
  })

  test('for two visits', async ({ page, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.expectReadyOffline()
    for (let visit = 2; visit <= 3; visit++) {
      await page.reload()
      await visitor.expectReady()
      await visitor.choose(example('cat.jpg'))
      await visitor.expectHeadline('Cat')
    }
    expect({ model: site.times(MODEL), labels: site.times(/labels\.json$/) }).toEqual({ model: 1, labels: 1 })
    expect((await visitor.about())['Last start']).toContain('from this device')
  })
})

test('while the model is on its way, the bar tells of megabytes and the picture waits', async ({ page, openSite }) => {
  const site = await openSite()
  let release = (): void => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  site.fail(MODEL, { after: released })
  await page.goto(site.url)
  const visitor = new Visitor(page)
  await visitor.choose(example('cat.jpg'))
  await expect(visitor.loading).toHaveAttribute('aria-valuetext', /^\d+\.\d of \d+\.\d MB$/)
  await expect(visitor.headline).toHaveText('Waiting for the model')
  release()
  await visitor.expectHeadline('Cat')
})

test('what failed for want of a network is tried again when there is one', async ({ page, context, openSite }) => {
  const site = await openSite()
  site.fail(/model\.onnx$/, { status: 404 })
  await page.goto(site.url)
  const visitor = new Visitor(page)
  await visitor.choose(example('cat.jpg'))
  await visitor.expectAlert('The model could not be downloaded')
  await context.setOffline(true)
  site.recover()
  await context.setOffline(false)
  await visitor.expectHeadline('Cat')
})

/** Files of models in the store. */
function keptModels({ page }: Visitor): Promise<string[]> {
  return page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.includes('models'))
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    return requests
      .flat()
      .map(({ url }) => url)
      .filter((url) => /\.onnx|manifest\.json/.test(url))
  })
}

/** What was stored after a fault is the model: a visit without any download of it answers. */
async function expectCatAfterReload(visitor: Visitor, site: TestSite): Promise<void> {
  const before = site.times(MODEL)
  await visitor.page.reload()
  await visitor.expectReady()
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
  expect(site.times(MODEL)).toBe(before)
}
