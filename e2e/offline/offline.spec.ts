/** After one visit everything works without a network, and "Ready offline" is said only when that is true. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { Visitor } from '../support/visitor.ts'
import { Site } from './site.ts'
import {
  builtSite,
  cached,
  catPicture,
  choose,
  expectAnswer,
  expectReady,
  expectReadyOffline,
  expectReferenceStored,
  fetched,
  forget,
  readyOffline,
  visit,
} from './visit.ts'

test.describe.configure({ timeout: 120_000 })

for (const base of ['/', '/tools/whatsit/']) {
  test(`after one visit below ${base} it answers without a network`, async ({ page }) => {
    const site = await Site.open(builtSite, base)
    await visit(page, site.url)
    await site.goAway()
    for (const address of [site.url, `${site.url}index.html?url=pictures/cat.jpg`]) {
      await page.goto(address)
      await expectReady(page)
      await expectReadyOffline(page)
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
      await choose(page, catPicture)
      await expectAnswer(page, 'Cat')
    }
  })
}

test.describe('"Ready offline" is taken back when the caches lose', () => {
  for (const [part, count] of [
    // Of our own engine.
    ['.wasm', 2],
    ['index.html', 1],
    ['models/index.json', 1],
    ['/manifest.json', 1],
    ['model.onnx', 1],
    ['labels.json', 1],
  ] as const) {
    test(part, async ({ page }) => {
      const site = await Site.open(builtSite)
      await visit(page, site.url)
      expect(await forget(page, part)).toBe(count)
      // The page looks again when it comes back into view.
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      await expect(readyOffline(page)).toHaveCount(0)
      await site.goAway()
    })
  }
})

test('what is missing stays missing through the service worker', async ({ page }) => {
  const site = await Site.open(builtSite)
  await visit(page, site.url)
  await page.reload()
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  for (const path of [
    'assets/gone-12345678.js',
    'assets/gone.wasm',
    'models/gone/manifest.json',
    'pictures/gone.jpg',
  ]) {
    const { status, type } = await fetched(page, path)
    expect([path, status, type]).toEqual([path, 404, 'text/plain; charset=utf-8'])
  }
  for (const path of ['gone', 'assets/', 'index.htm', 'deeper/index.html']) {
    const response = await page.goto(new URL(path, site.url).href)
    expect([path, response?.status()]).toEqual([path, 404])
  }
  await site.goAway()
})

test('requests for a part of the model, or for its head, are left to the network', async ({ page }) => {
  const site = await Site.open(builtSite)
  await visit(page, site.url)
  await page.reload()
  await expectReady(page)
  const before = site.sent.length
  await page.evaluate(async () => {
    const [model] = (await (await caches.open('whatsit-models-1')).keys()).filter(({ url }) => url.includes('onnx'))
    await fetch(model?.url ?? '', { headers: { Range: 'bytes=0-9' } })
    await fetch(model?.url ?? '', { method: 'HEAD' })
    // By its hash and whole: from the store.
    await fetch(model?.url ?? '')
  })
  expect(site.sent.slice(before).filter(({ path }) => path.endsWith('model.onnx'))).toHaveLength(2)
  await site.goAway()
})

test('a host that answers missing files with a page leaves no page in the cache', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'whatsit-host-'))
  await cp(builtSite, folder, { recursive: true })
  await rm(join(folder, 'icons/icon-192.png'))
  const site = await Site.open(folder)
  site.pageForMissing = true
  await page.goto(site.url)
  await expectReady(page)
  // The install fails as a whole, so there is no service worker; the page works without.
  await expect.poll(() => site.sent.filter(({ path }) => path === '/icons/icon-192.png').length).toBeGreaterThan(0)
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.installing ?? null))
    .toBeNull()
  const installed = await page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.active))
  expect(installed).toBe(false)
  expect(await cached(page, 'precache')).not.toContain('icons/icon-192.png')
  await expect(readyOffline(page)).toHaveCount(0)
  await choose(page, catPicture)
  await expectAnswer(page, 'Cat')
  await site.goAway()
  await rm(folder, { recursive: true })
})

// Without compression, and so that of the peers in bench/peers the lightest, compressed, brings more.
const FIRST_VISIT_BYTES = 6_400_000

test('a first visit, left idle, brings what answers, once; the second one brings onnxruntime-web and compares', async ({
  playwright,
}) => {
  const site = await Site.open(builtSite)
  const profile = await mkdtemp(join(tmpdir(), 'whatsit-profile-'))
  // A profile on disk: the HTTP cache of a private window is too small for the runtime.
  const context = await playwright.chromium.launchPersistentContext(profile)
  const page = await context.newPage()
  const visitor = new Visitor(page)
  const compared = async (): Promise<string | undefined> => (await visitor.about())['Checked against onnxruntime-web']
  const times = (pattern: RegExp): number =>
    site.sent.filter(({ path, bytes }) => pattern.test(path) && bytes > 0).length
  const timesOfEach = () => ({
    kernels: times(/\/kernels-[\w-]{8}\.wasm$/),
    kernelsOfThreads: times(/\/kernels-threads-[\w-]{8}\.wasm$/),
    reference: times(/\/ort-wasm-[\w-]+\.wasm$/),
    model: times(/\.onnx$/),
    labels: times(/labels\.json$/),
  })
  await visit(page, site.url)
  expect(await compared()).toBe('not yet: your next visit fetches it for that')
  expect(timesOfEach()).toEqual({ kernels: 1, kernelsOfThreads: 1, reference: 0, model: 1, labels: 1 })
  expect(times(/\/assets\/ort-/)).toBe(0)
  const bytes = site.sent.reduce((sum, answer) => sum + answer.bytes, 0)
  test.info().annotations.push({ type: 'first visit, bytes without compression', description: String(bytes) })
  expect(bytes).toBeLessThan(FIRST_VISIT_BYTES)

  // Without a network the reserve is missing, and nothing else.
  await site.goAway()
  await page.reload()
  await expectReady(page)
  await expectReadyOffline(page)
  await choose(page, catPicture)
  await expectAnswer(page, 'Cat')
  expect(await compared()).toBe('not yet: once it is here and nothing else goes on')

  await site.comeBack()
  site.sent.length = 0
  await page.reload()
  await expectReady(page)
  await visitor.expectChecked()
  await expectReferenceStored(page)
  expect(timesOfEach()).toEqual({ kernels: 0, kernelsOfThreads: 0, reference: 1, model: 0, labels: 0 })

  site.sent.length = 0
  await page.reload()
  await expectReady(page)
  await expectReadyOffline(page)
  expect(await compared()).toMatch(/^largest difference/)
  // Nothing but the question whether there is anything new.
  const asked = new Set(site.sent.map(({ path }) => path.replace(/^.*\//, '')))
  expect([...asked].filter((name) => !['service-worker.js', 'manifest.json', 'index.json'].includes(name))).toEqual([])
  await context.close()
  await site.goAway()
  await rm(profile, { recursive: true })
})

test.describe('a first visit on which onnxruntime-web answers keeps it for the next one', () => {
  for (const asked of ['by the address', 'under About'] as const) {
    test(asked, async ({ page }) => {
      const site = await Site.open(builtSite)
      const address = asked === 'by the address' ? `${site.url}?engine=ort` : site.url
      await visit(page, address)
      if (asked === 'under About') {
        expect(await cached(page, 'onnxruntime')).toEqual([])
        await page.getByRole('button', { name: 'About' }).click()
        await page.getByLabel('Engine').selectOption('onnxruntime-web')
      }
      await expectReferenceStored(page)
      await site.goAway()
      await page.goto(address)
      await expectReadyOffline(page)
      expect((await new Visitor(page).about())['Engine']).toMatch(/^onnxruntime-web/)
      await choose(page, catPicture)
      await expectAnswer(page, 'Cat')
    })
  }
})

test('the service worker holds the whole build', async ({ page }) => {
  const site = await Site.open(builtSite)
  await visit(page, site.url)
  await page.reload()
  await expectReferenceStored(page)
  const files = await readdir(builtSite, { recursive: true, withFileTypes: true })
  const names = files
    .filter((file) => file.isFile() && /\.(html|js|mjs|css|wasm|webmanifest|svg|png)$/.test(file.name))
    .map((file) => join(file.parentPath, file.name).slice(builtSite.length + 1))
    .filter((name) => name !== 'service-worker.js' && !/^(models|screenshots)\//.test(name))
  const kept = [...(await cached(page, 'precache')), ...(await cached(page, 'onnxruntime'))]
  expect(kept).toEqual(expect.arrayContaining(names))
  expect(new Set(kept).size).toBe(kept.length)
  await site.goAway()
})
