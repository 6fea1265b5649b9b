/** Where something is missing (https, headers, threads, an up-to-date browser, JavaScript), it answers or says what it needs. */
import type { Page } from '@playwright/test'
import { example } from '../support/files.ts'
import { test } from '../support/test.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

async function expectCatOn(visitor: Visitor): Promise<void> {
  await visitor.choose(example('cat.jpg'))
  await visitor.expectHeadline('Cat')
}

test('plain http on a local network: answers from memory on one thread, and says why', async ({
  openSite,
  openBrowser,
}) => {
  const site = await openSite()
  const page = await openBrowser(['--host-resolver-rules=MAP whatsit.lan 127.0.0.1'])
  const visitor = await Visitor.open(page, `http://whatsit.lan:${site.port}/`)
  expect(await page.evaluate(() => isSecureContext)).toBe(false)
  await expectCatOn(visitor)
  const about = await visitor.about()
  expect(about['Secure context']).toBe('no: plain http')
  expect(about['Threads']).toBe('1: this page came over plain http, where browsers allow no shared memory')
  expect(about['Model file']).toContain('in memory only: this page came over plain http')
  expect(about['Storage']).toContain('not over plain http')
  await expect(visitor.readyOffline).toHaveCount(0)

  // The camera needs https; its button says so, and everything else goes on.
  await page.getByRole('button', { name: 'Camera' }).click()
  await visitor.expectAlert('The camera needs a secure page')
  await page.getByRole('dialog', { name: 'Camera' }).getByRole('button', { name: 'Close' }).click()
  await visitor.choose(example('espresso.jpg'))
  await visitor.expectHeadline('Espresso')
})

test('a host that sends no headers: answers on one thread, says why, and works offline', async ({ page, openSite }) => {
  const site = await openSite({ headers: {} })
  const visitor = await Visitor.open(page, site.url)
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
  await expectCatOn(visitor)
  const about = await visitor.about()
  expect(about['Cross-origin isolated']).toBe('no')
  expect(about['Threads']).toBe('1: this site is served without the headers that shared memory needs')
  await visitor.expectReadyOffline()
  await site.close()
  await page.reload()
  await visitor.expectReady()
  await expectCatOn(visitor)
})

test('below a path of its host: answers, and asks for nothing outside of it', async ({ page, openSite }) => {
  const site = await openSite({ base: '/some/where/' })
  const outside: string[] = []
  page.context().on('request', (request) => {
    const { origin, protocol, href } = new URL(request.url())
    if (protocol === 'blob:') return
    if (origin !== new URL(site.url).origin || !href.startsWith(site.url)) outside.push(href)
  })
  const visitor = await Visitor.open(page, site.url)
  await visitor.expectReadyOffline()
  expect((await visitor.about())['Threads']).toMatch(/^[2-4] \(/)
  await page.reload()
  await visitor.expectReady()
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toBe(`${site.url}service-worker.js`)
  await expectCatOn(visitor)
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await page.getByRole('button', { name: 'Espresso', exact: true }).click()
  await visitor.expectHeadline('Espresso')
  expect(outside).toEqual([])
})

test.describe('an old browser is told what it lacks, and nothing is downloaded for it', () => {
  const OLD: readonly (readonly [missing: string, remove: () => void])[] = [
    [
      'WebAssembly SIMD',
      () => {
        WebAssembly.validate = () => false
      },
    ],
    ['WebAssembly SIMD', () => Reflect.deleteProperty(globalThis, 'WebAssembly')],
    ['OffscreenCanvas', () => Reflect.deleteProperty(globalThis, 'OffscreenCanvas')],
    [
      'module workers',
      () => {
        // Before module workers, the second parameter was not looked at.
        const { Worker } = globalThis
        globalThis.Worker = class extends Worker {
          constructor(address: string | URL) {
            super(address)
          }
        }
      },
    ],
    [
      'WebAssembly SIMD, module workers, and OffscreenCanvas',
      () => {
        for (const name of ['WebAssembly', 'Worker', 'OffscreenCanvas']) Reflect.deleteProperty(globalThis, name)
      },
    ],
  ]
  for (const [at, [missing, remove]] of OLD.entries()) {
    test(`${at + 1}: ${missing}`, async ({ page, openSite }) => {
      const site = await openSite()
      const crashes: Error[] = []
      page.on('pageerror', (error) => crashes.push(error))
      await page.addInitScript(remove)
      await page.goto(site.url)
      const needs = page.getByText(`Whatsit needs ${missing}, which this browser does not have.`)
      await expect(needs).toBeVisible()
      await expect(needs).toContainText(/Use Chrome or Edge \d+, Firefox \d+, Safari \d+/)
      expect(page.workers()).toEqual([])
      expect(site.asked.filter(({ path }) => /\.(wasm|mjs|onnx)$|models/.test(path))).toEqual([])
      expect(crashes).toEqual([])
    })
  }
})

test.describe('threads that do not start give way to one, without the person', () => {
  async function expectOneThread(page: Page, address: string, engine: string): Promise<void> {
    const visitor = await Visitor.open(page, address)
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    await expect(visitor.alert).toHaveCount(0)
    await expectCatOn(visitor)
    const about = await visitor.about()
    expect(about['Threads']).toBe('1: starting with more failed')
    expect(about['Tried (1)']).toMatch(
      new RegExp(` on ${engine}, [2-4] threads: failed \\(RuntimeFailed: .*\\) in \\d+ ms$`),
    )
    expect(about['Tried (2)']).toMatch(new RegExp(` on ${engine}, 1 thread: passed its self-test`))
    expect(about['Chosen']).toBe(`${engine}, 1 thread: more threads failed here`)
  }

  for (const [engine, query, script] of [
    ['Whatsit’s own', '', /engine-thread-.*\.js$/],
    // The module itself may be imported so, but an isolated page may not start it as a worker.
    ['onnxruntime-web', '?engine=ort', /\.mjs$/],
  ] as const) {
    test(`the workers of ${engine} are refused for want of a header`, async ({ page, openSite }) => {
      const site = await openSite()
      site.fail(script, { headers: { 'Cross-Origin-Embedder-Policy': '' } })
      await expectOneThread(page, `${site.url}${query}`, engine)
    })

    test(`workers cannot start workers of ${engine}`, async ({ page, openSite }) => {
      const site = await openSite()
      // As in Safari before 15.5.
      const remove = 'delete globalThis.Worker;'
      site.fail(/assets\/main-.*\.js$/, { body: (honest) => remove + honest.toString() })
      await expectOneThread(page, `${site.url}${query}`, engine)
    })
  }
})

test('no memory for the runtime, not even on one thread: it says so', async ({ page, openSite }) => {
  const site = await openSite()
  const refuse = `WebAssembly.Memory = function () { throw new RangeError('could not allocate memory') };`
  site.fail(/assets\/main-.*\.js$/, { body: (honest) => refuse + honest.toString() })
  await page.goto(site.url)
  const visitor = new Visitor(page)
  await visitor.choose(example('cat.jpg'))
  await visitor.expectAlert('There was not enough memory')
  await expect(visitor.tryAgain).toBeVisible()
  await expect(visitor.earlier).toHaveAccessibleName('cat.jpg: waiting')
})

test('without JavaScript the page says that it needs it', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) })
  const page = await context.newPage()
  await page.goto('./')
  // By its role: Playwright looks for no text within <noscript>.
  const sentence = page.getByRole('paragraph')
  await expect(sentence).toBeVisible()
  await expect(sentence).toHaveText(/needs JavaScript.*Turn it on for this page and reload\.$/)
  await context.close()
})

test.describe('on Save-Data', () => {
  const DOWNLOADS = /\.(wasm|onnx)$|labels\.json$/

  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: Object.assign(new EventTarget(), { saveData: true }) })
    })
  })

  test('it asks before it downloads, and a picture waits for the yes', async ({ page, openSite }) => {
    const site = await openSite()
    await page.goto(site.url)
    const visitor = new Visitor(page)
    await expect(page.getByText(/^Whatsit needs \d+ MB once. Download\?$/)).toBeVisible()
    await visitor.choose(example('cat.jpg'))
    await expect(visitor.earlier).toHaveAccessibleName('cat.jpg: waiting')
    expect(site.times(DOWNLOADS)).toBe(0)
    await page.getByRole('button', { name: 'Download' }).click()
    await visitor.expectHeadline('Cat')
    await visitor.expectReadyOffline()

    // What is here needs no second yes.
    await page.reload()
    await visitor.expectReady()
    await expectCatOn(visitor)
  })
})
