/** `createClassifier` in a page without a bundler: the module as it lies in the package's folder. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Classifier, ClassifierOptions } from '../../src/element/api.ts'
import { example } from '../support/files.ts'
import { test } from '../support/test.ts'
import { eventually as expect } from '../support/visitor.ts'
import { NO_HEADERS, plainSite } from './embedded-page.ts'

declare global {
  interface Window {
    classifier: Classifier
  }
}

const cat = [...readFileSync(example('cat.jpg'))]

/** Opens a page that has nothing in it yet, and starts a classifier there. @returns the error's code, if it does not start */
async function start(page: Page, url: string, options: ClassifierOptions = {}): Promise<string | undefined> {
  await page.goto(new URL('page.css', url).href)
  return page.evaluate(async (options) => {
    // Not resolved by the test's own compiler: the page has it.
    const module: string = '/whatsit/whatsit.js'
    const { createClassifier } = (await import(module)) as typeof import('../../src/element/whatsit.ts')
    try {
      window.classifier = await createClassifier(options)
      return undefined
    } catch (error) {
      return (error as Error).name
    }
  }, options)
}

const classify = (page: Page, options = {}) =>
  page.evaluate(
    async ({ bytes, options }) => {
      const { answer, predictions } = await window.classifier.classify(new Blob([Uint8Array.from(bytes)]), options)
      return { name: answer.name, predictions: predictions.length }
    },
    { bytes: cat, options },
  )

for (const [what, options, threads] of [
  ['with the site’s headers it has threads', plainSite, 'several'],
  ['without isolation it has one thread', { ...plainSite, ...NO_HEADERS }, 'one'],
] as const) {
  test(`answers; ${what}`, async ({ openSite, page }) => {
    const site = await openSite(options)
    expect(await start(page, site.url)).toBeUndefined()
    expect(await classify(page, { topK: 3 })).toEqual({ name: 'cat', predictions: 3 })
    const has = await page.evaluate(() => ({ model: window.classifier.model, cores: navigator.hardwareConcurrency }))
    expect(has.model).toMatchObject({ id: 'efficientnet-lite0', engine: 'whatsit', kept: 'stored' })
    expect(has.model.threads).toBe(threads === 'one' ? 1 : Math.min(4, has.cores))
  })
}

test('tells how far the download is', async ({ openSite, page }) => {
  const site = await openSite(plainSite)
  await page.goto(new URL('page.css', site.url).href)
  const told = await page.evaluate(async () => {
    const module: string = '/whatsit/whatsit.js'
    const { createClassifier } = (await import(module)) as typeof import('../../src/element/whatsit.ts')
    const told: object[] = []
    await createClassifier({ onProgress: (progress) => told.push(progress) })
    return told
  })
  expect(told).toContainEqual({ stage: 'downloading', loaded: 5_140_512, total: 5_140_512 })
  expect(told.at(-1)).toEqual({ stage: 'starting' })
})

test('dispose ends its worker and refuses what waits', async ({ openSite, page }) => {
  const site = await openSite({ ...plainSite, ...NO_HEADERS })
  await start(page, site.url)
  expect(page.workers()).not.toEqual([])
  const refused = await page.evaluate(async (bytes) => {
    const answer = window.classifier.classify(new Blob([Uint8Array.from(bytes)]))
    window.classifier.dispose()
    return answer.catch((error: Error) => error.name)
  }, cat)
  expect(refused).toBe('Cancelled')
  await expect.poll(() => page.workers()).toEqual([])
})

test.describe('is refused with a code', () => {
  test('where its files are said to be on another origin', async ({ openSite, page }) => {
    const [site, elsewhere] = [await openSite(plainSite), await openSite(plainSite)]
    expect(await start(page, site.url, { assetsUrl: new URL('whatsit/', elsewhere.url).href })).toBe('AssetsElsewhere')
    expect(elsewhere.asked).toEqual([])
  })

  test('where they are not', async ({ openSite, page }) => {
    const site = await openSite(plainSite)
    expect(await start(page, site.url, { assetsUrl: '/nowhere/' })).toBe('WorkerUnreachable')
  })

  test('where there is no such model', async ({ openSite, page }) => {
    const site = await openSite(plainSite)
    expect(await start(page, site.url, { model: 'no-such-model' })).toBe('ModelUnreachable')
    expect(await start(page, site.url, { model: '/own-models/efficientnet-lite2/' })).toBeUndefined()
  })
})
