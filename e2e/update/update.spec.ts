/** A new version: said, moved over to on Reload, in one window and in two, and never half. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { Site } from '../offline/site.ts'
import {
  builtSite,
  cached,
  catPicture,
  choose,
  expectAnswer,
  expectReady,
  expectReadyOffline,
  fetched,
  visit,
} from '../offline/visit.ts'
import { buildAgain, scriptsOf } from './second-build.ts'

test.describe.configure({ timeout: 120_000 })

let newSite: string
/** Scripts that only one of the two builds has. */
let oldScripts: string[]
let newScripts: string[]

test.beforeAll(async () => {
  newSite = buildAgain('second')
  const [first, second] = [await scriptsOf(builtSite), await scriptsOf(newSite)]
  oldScripts = first.filter((name) => !second.includes(name))
  newScripts = second.filter((name) => !first.includes(name))
})
test.afterAll(() => rm(newSite, { recursive: true, force: true }))

let site: Site
test.beforeEach(async () => {
  site = await Site.open(builtSite)
})
test.afterEach(() => site.goAway())

const bar = (page: Page) => page.getByText('A new version is ready')
const expectBar = (page: Page) => expect(bar(page)).toBeVisible({ timeout: 30_000 })
const reloadButton = (page: Page) => page.getByRole('button', { name: 'Reload' })

/** The build that a window and its worker come from; fails when they differ or load anything of both. */
async function buildOf(page: Page): Promise<'old' | 'new'> {
  const scripts = await page.evaluate(() => [...document.scripts].map((script) => script.src))
  const workers = page.workers().map((worker) => worker.url())
  const names = [...scripts, ...workers].map((url) => url.replace(/^.*\//, ''))
  const builds = new Set(
    names.flatMap((name) =>
      oldScripts.includes(name) ? ['old' as const] : newScripts.includes(name) ? ['new' as const] : [],
    ),
  )
  const [build, other] = builds
  expect(other).toBeUndefined()
  if (!build) throw new Error(`no script of either build among ${names.join(', ')}`)
  return build
}

/** A window comes back into view after an hour, and so asks for a new version. */
async function learnOfUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
  await expectBar(page)
}

/** Starts one more worker from the same script, and asks it something, as Comlink would. */
function startWorker(page: Page, url: string): Promise<string> {
  return page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const worker = new Worker(url, { type: 'module' })
        worker.addEventListener('message', () => resolve('answers'))
        worker.addEventListener('error', () => resolve('does not start'))
        worker.postMessage({ id: '1', type: 'APPLY', path: ['build'], argumentList: [] })
      }),
    url,
  )
}

async function openTwo(context: BrowserContext): Promise<[Page, Page]> {
  const first = await context.newPage()
  await visit(first, site.url)
  const second = await context.newPage()
  await visit(second, site.url)
  return [first, second]
}

test('page and worker of two builds have different names, the runtime the same', async () => {
  expect(oldScripts.length).toBeGreaterThanOrEqual(2)
  expect(newScripts.length).toBe(oldScripts.length)
  const page = await readFile(join(newSite, 'index.html'), 'utf8')
  expect(newScripts.filter((name) => page.includes(name)).length).toBeGreaterThanOrEqual(1)
})

test('in one window', async ({ page }) => {
  await visit(page, site.url)
  expect(await buildOf(page)).toBe('old')
  site.folder = newSite
  // The reload shows what is stored, and finds the new version on the way.
  await page.reload()
  await expectReady(page)
  expect(await buildOf(page)).toBe('old')
  await expectBar(page)
  await choose(page, catPicture)
  await expectAnswer(page, 'Cat')
  expect(await buildOf(page)).toBe('old')

  await Promise.all([page.waitForEvent('load'), reloadButton(page).click()])
  await expectReady(page)
  await expectReadyOffline(page)
  expect(await buildOf(page)).toBe('new')
  await expect(bar(page)).toHaveCount(0)
  await choose(page, catPicture)
  await expectAnswer(page, 'Cat')

  // Nothing of the old version is left, and the new one works without a network too.
  await expectNothingOld(page)
  await site.goAway()
  await page.reload()
  await expectReady(page)
  expect(await buildOf(page)).toBe('new')
  await choose(page, catPicture)
  await expectAnswer(page, 'Cat')
})

test('a version that was waiting before the window was opened is told of', async ({ page, context }) => {
  await visit(page, site.url)
  site.folder = newSite
  await learnOfUpdate(page)
  const later = await context.newPage()
  await later.goto(site.url)
  await expectReady(later)
  expect(await buildOf(later)).toBe('old')
  await expectBar(later)
})

test('without a network nothing is said and nothing breaks', async ({ page }) => {
  await visit(page, site.url)
  await site.goAway()
  await page.reload()
  await expectReady(page)
  await expectReadyOffline(page)
  await expect(bar(page)).toHaveCount(0)
})

test('in two windows: one without pictures follows by itself', async ({ context }) => {
  const [first, second] = await openTwo(context)
  site.folder = newSite
  await learnOfUpdate(first)
  await expectBar(second)
  await Promise.all([second.waitForEvent('load'), first.waitForEvent('load'), reloadButton(first).click()])
  for (const page of [first, second]) {
    await expectReady(page)
    expect(await buildOf(page)).toBe('new')
    await expectReadyOffline(page)
  }
  await expectNothingOld(first)
})

test('in two windows: one with a picture keeps its own version until it is reloaded', async ({ context }) => {
  const [first, second] = await openTwo(context)
  await choose(second, catPicture)
  await expectAnswer(second, 'Cat')
  site.folder = newSite
  await learnOfUpdate(first)
  await Promise.all([first.waitForEvent('load'), reloadButton(first).click()])
  await expectReady(first)
  await expectReadyOffline(first)
  expect(await buildOf(first)).toBe('new')

  await expectBar(second)
  expect(await buildOf(second)).toBe('old')
  await expectAnswer(second, 'Cat')
  await choose(second, catPicture)
  await expectAnswer(second, 'Cat')
  // The server has the old files no more, but a worker that has to be replaced starts from its own build's.
  for (const name of oldScripts) {
    expect([name, (await second.request.get(`${site.url}assets/${name}`)).status()]).toEqual([name, 404])
    expect([name, (await fetched(second, `assets/${name}`)).status]).toEqual([name, 200])
  }
  expect(await startWorker(second, second.workers()[0]?.url() ?? '')).toBe('answers')

  await Promise.all([second.waitForEvent('load'), reloadButton(second).click()])
  await expectReady(second)
  expect(await buildOf(second)).toBe('new')
  await expectNothingOld(second)
})

test('a deployment that is caught halfway is not taken', async ({ page }) => {
  await visit(page, site.url)
  // Everything new is out, but for the page itself.
  site.folder = newSite
  site.substitutes.set('/index.html', join(builtSite, 'index.html'))
  const state = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    const settled = new Promise<string>((resolve) => {
      registration.addEventListener('updatefound', () => {
        const worker = registration.installing
        worker?.addEventListener('statechange', () => resolve(worker.state))
      })
    })
    await registration.update()
    return settled
  })
  expect(state).toBe('redundant')
  await expect(bar(page)).toHaveCount(0)
  await page.reload()
  await expectReady(page)
  expect(await buildOf(page)).toBe('old')
})

/** The files of the old build go once no window needs them any more. */
async function expectNothingOld(page: Page): Promise<void> {
  const old = async (): Promise<string[]> =>
    (await cached(page, 'precache')).filter((path) => oldScripts.some((name) => path.endsWith(name)))
  await expect.poll(old, { timeout: 30_000 }).toEqual([])
}
