/** Nothing leaves: classifying causes no request of any kind, and the page could not talk to another site if it wanted. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { Page } from '@playwright/test'
import { CountingProxy } from '../support/counting-proxy.ts'
import { example, fixture } from '../support/files.ts'
import { test } from '../support/test.ts'
import { eventually as expect, Visitor } from '../support/visitor.ts'

const PICTURES = [
  [example('cat.jpg'), 'Cat'],
  [example('espresso.jpg'), 'Espresso'],
  [fixture('cat-50-megapixels.jpg'), 'Cat'],
] as const

// Chromium asks its maker's servers now and then, whatever page is open (that the page could not is tested below), and
// some time after each navigation it looks whether the service worker is still the same.
const BROWSERS_OWN = /\.(google|googleapis|gstatic|gvt1)\.com:443$|\/service-worker\.js$/

test.describe('classifying causes zero requests', () => {
  for (const visit of ['first visit', 'later visit'] as const) {
    test(`on the ${visit}: at the server, at the browser's only way out, and in its own books`, async ({
      openSite,
      openBrowser,
    }) => {
      const site = await openSite()
      const proxy = await CountingProxy.open()
      const page = await openBrowser(proxy.switches)
      const visitor = await Visitor.open(page, site.url)
      await visitor.expectReadyOffline()
      if (visit === 'later visit') {
        await page.reload()
        await visitor.expectReady()
        await visitor.expectReadyOffline()
        // A visit looks for a newer list of models and a newer model; what the first one asked counts, too.
        await expect.poll(() => site.times(/manifest\.json$/)).toBeGreaterThanOrEqual(2)
        await expect.poll(() => site.times(/models\/index\.json$/)).toBe(2)
        await visitor.expectChecked()
      } else {
        expect((await visitor.about())['Checked against onnxruntime-web']).toMatch(/next visit/)
      }
      // The books are right: what arrived at the server came through the proxy.
      expect(site.asked.length).toBeGreaterThan(10)
      expect(proxy.asked.filter((address) => address.startsWith(site.url)).length).toBeGreaterThanOrEqual(
        site.asked.length,
      )
      const stored = await storedAddresses(page)

      site.asked.length = 0
      proxy.asked.length = 0
      // Playwright's books hold the requests of page and worker, and of the service worker.
      const booked: string[] = []
      page.context().on('request', (request) => booked.push(request.url()))
      for (const [path, name] of PICTURES) {
        await visitor.choose(path)
        await visitor.expectHeadline(name)
      }
      await visitor.choose(...PICTURES.map(([path]) => path))
      await visitor.expectHeadline('Cat')
      await expect(visitor.earlier.last()).toHaveAccessibleName(/Cat, \d+ % sure$/)

      const caused = (addresses: readonly string[]): string[] =>
        // The preview is the person's own file, by an address within the browser.
        addresses.filter((address) => !BROWSERS_OWN.test(address) && !address.startsWith('blob:'))
      expect({
        server: caused(site.asked.map(({ path }) => path)),
        proxy: caused(proxy.asked),
        books: caused(booked),
      }).toEqual({ server: [], proxy: [], books: [] })
      expect(await storedAddresses(page)).toEqual(stored)
      // The one thing that is remembered: how long the model took, in numbers that tell nothing of the pictures.
      const runs = await page.evaluate(() =>
        JSON.parse(localStorage.getItem(`whatsit speeds ${location.href}`) ?? 'null'),
      )
      expect(runs).toEqual({
        build: expect.any(String),
        runs: { 'efficientnet-lite0': PICTURES.concat(PICTURES).map(() => expect.any(Number)) },
      })
      await proxy.close()
    })
  }

  test('a download of a newer model in the background waits for the answers', async ({ page, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.expectReadyOffline()
    // The newer version names another file of the same length, so that it has to be fetched.
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    site.fail(/manifest\.json$/, {
      after: released,
      body: (honest) => honest.toString().replace(/("url":\s*"onnx\/model\.onnx"[^}]*"sha256":\s*")..../, '$10000'),
    })
    await page.reload()
    await visitor.expectReady()
    const before = site.times(/model\.onnx$/)
    await visitor.choose(...Array.from({ length: 3 }, () => fixture('cat-50-megapixels.jpg')))
    // The news arrives while pictures are being looked at.
    release()
    const duringAnswers = await page.evaluate(async () => {
      const picture = await (await fetch('pictures/cat.jpg')).blob()
      for (let count = 0; count < 10; count++) await window.whatsit.classify(picture)
      return true
    })
    expect(duringAnswers).toBe(true)
    expect(site.times(/model\.onnx$/)).toBe(before)
    // It comes later, and is refused for its hash; the page goes on with what it has.
    await expect.poll(() => site.times(/model\.onnx$/)).toBeGreaterThan(before)
    await visitor.choose(example('espresso.jpg'))
    await visitor.expectHeadline('Espresso')
  })
})

/** Listens, and writes down what each connection sends. */
class OtherOrigin {
  readonly heard: string[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer((socket) => {
      const at = this.heard.push('') - 1
      socket.on('data', (bytes) => {
        this.heard[at] += bytes.toString('latin1')
        socket.end('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n')
      })
      socket.on('error', () => {})
    })
  }

  static async open(): Promise<OtherOrigin> {
    const other = new OtherOrigin()
    other.#server.listen(0, '127.0.0.1')
    await once(other.#server, 'listening')
    return other
  }

  get host(): string {
    const address = this.#server.address()
    return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  }

  close(): void {
    this.#server.close()
  }
}

test.describe('the page may not talk to another origin', () => {
  let other: OtherOrigin

  test.beforeEach(async () => {
    other = await OtherOrigin.open()
    // The trap works: who is allowed to knock is heard.
    await fetch(`http://${other.host}/`)
    expect(other.heard).toHaveLength(1)
    other.heard.length = 0
  })

  test.afterEach(() => other.close())

  test('from the page', async ({ page, openSite }) => {
    const site = await openSite()
    await Visitor.open(page, site.url)
    const blocked = await page.evaluate(async (host) => {
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
      const address = `http://${host}/leak`
      const settled = (target: EventTarget): Promise<unknown> =>
        new Promise((resolve) => {
          for (const type of ['load', 'error', 'close']) target.addEventListener(type, resolve, { once: true })
        })
      const element = (name: 'img' | 'script' | 'video', attribute: string): Promise<unknown> => {
        const made = document.createElement(name)
        const end = settled(made)
        made.setAttribute(attribute, address)
        document.body.append(made)
        return end
      }
      const outcome: Record<string, string> = {}
      outcome['fetch'] = await fetch(address, { mode: 'no-cors' }).then(
        () => 'went out',
        (error: Error) => error.name,
      )
      outcome['beacon'] = String(navigator.sendBeacon(address, 'picture'))
      await element('img', 'src')
      await element('script', 'src')
      await element('video', 'src')
      await settled(new WebSocket(`ws://${host}/leak`))
      await settled(new EventSource(address))
      const request = new XMLHttpRequest()
      const sent = settled(request)
      request.open('POST', address)
      request.send('picture')
      await sent
      const style = document.createElement('link')
      style.rel = 'stylesheet'
      const loaded = settled(style)
      style.href = address
      document.head.append(style)
      await loaded
      return { outcome, violations }
    }, other.host)
    expect(blocked.outcome['fetch']).toBe('TypeError')
    for (const directive of ['connect-src', 'img-src', 'script-src-elem', 'media-src', 'style-src-elem']) {
      expect(blocked.violations).toContain(directive)
    }
    // fetch, beacon, WebSocket, EventSource and XMLHttpRequest
    expect(blocked.violations.filter((directive) => directive === 'connect-src')).toHaveLength(5)
    expect(other.heard).toEqual([])

    const formAction = await page.evaluate((host) => {
      const violation = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective))
      })
      const form = document.createElement('form')
      form.action = `http://${host}/leak`
      document.body.append(form)
      form.requestSubmit()
      return violation
    }, other.host)
    expect(formAction).toBe('form-action')
    // Chromium opens a connection before it asks the policy whether the page may go there; nothing goes through it.
    expect(other.heard.join('')).toBe('')
    expect(page.url()).toBe(site.url)
  })

  test('from the worker', async ({ page, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    const blocked = await visitor.classifier.evaluate(async (host) => {
      const violations: string[] = []
      addEventListener('securitypolicyviolation', (event) =>
        violations.push((event as SecurityPolicyViolationEvent).effectiveDirective),
      )
      const address = `http://${host}/leak`
      const fetched = await fetch(address, { mode: 'no-cors' }).then(
        () => 'went out',
        (error: Error) => error.name,
      )
      const closed = (target: EventTarget): Promise<unknown> =>
        new Promise((resolve) => {
          for (const type of ['error', 'close', 'loadend']) target.addEventListener(type, resolve, { once: true })
        })
      await closed(new WebSocket(`ws://${host}/leak`))
      const request = new XMLHttpRequest()
      const sent = closed(request)
      request.open('POST', address)
      request.send('picture')
      await sent
      return { fetched, violations }
    }, other.host)
    expect(blocked).toEqual({ fetched: 'TypeError', violations: ['connect-src', 'connect-src', 'connect-src'] })
    expect(other.heard).toEqual([])
  })

  test('from the service worker', async ({ page, context, openSite }) => {
    const site = await openSite()
    const visitor = await Visitor.open(page, site.url)
    await visitor.expectReadyOffline()
    const [serviceWorker] = context.serviceWorkers()
    const fetched = await serviceWorker?.evaluate(
      (host) =>
        fetch(`http://${host}/leak`, { mode: 'no-cors' }).then(
          () => 'went out',
          (error: Error) => error.name,
        ),
      other.host,
    )
    expect(fetched).toBe('TypeError')
    expect(other.heard).toEqual([])
  })

  test('by an address that someone else sends', async ({ page, openSite }) => {
    const site = await openSite()
    const address = encodeURIComponent(`http://${other.host}/leak.jpg`)
    const visitor = await Visitor.open(page, `${site.url}?url=${address}`)
    await visitor.expectAlert('That picture is on another site')
    expect(other.heard).toEqual([])
  })
})

/** Addresses of everything in the caches, and the names of the databases: where a picture could have been left. */
function storedAddresses(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys()
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    const databases = (await indexedDB.databases()).map(({ name }) => `database ${name}`)
    const kept = Object.keys(localStorage).filter((key) => !key.startsWith('whatsit speeds '))
    return [...requests.flat().map(({ url }) => url), ...databases, ...kept].sort()
  })
}
