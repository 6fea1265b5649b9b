/** What a visitor does and sees, in the words of a screen reader. */
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'

export const root = join(import.meta.dirname, '../..')
export const builtSite = join(root, 'dist')
export const catPicture = join(root, 'public/pictures/cat.jpg')

// Generous: two tests, each with a runtime on threads, share what may be two slow cores.
const WITHIN = { timeout: 30_000 }

export async function expectReady(page: Page): Promise<void> {
  await expect(page.getByRole('status', { name: 'Model' })).toHaveText(/ready$/i, WITHIN)
}

export function readyOffline(page: Page): Locator {
  return page.getByText(/^ready offline$/i)
}

export async function expectReadyOffline(page: Page): Promise<void> {
  await expect(readyOffline(page)).toBeVisible(WITHIN)
}

/** onnxruntime-web's files have come too, after everything that the page needs. */
export async function expectReferenceStored(page: Page): Promise<void> {
  await expect.poll(async () => (await cached(page, 'onnxruntime')).length, WITHIN).toBe(3)
}

/** A first visit, until everything is stored. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await expectReady(page)
  await expectReadyOffline(page)
}

export async function choose(page: Page, ...pictures: string[]): Promise<void> {
  await page.getByLabel('Choose pictures').setInputFiles(pictures)
}

export async function expectAnswer(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('region', { name: 'Answer' }).getByRole('heading', { name })).toBeVisible(WITHIN)
}

/** Status and type of what a fetch from the page gets; the service worker answers it where there is one. */
export function fetched(page: Page, address: string): Promise<{ status: number; type: string | null }> {
  return page.evaluate(async (url) => {
    const response = await fetch(url)
    return { status: response.status, type: response.headers.get('Content-Type') }
  }, address)
}

/** Addresses in the caches of the given kind, relative to the site and without revisions. */
export function cached(page: Page, kind: 'precache' | 'models' | 'onnxruntime'): Promise<string[]> {
  return page.evaluate(async (kind) => {
    const names = (await caches.keys()).filter((name) => name.includes(kind))
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    return requests
      .flat()
      .map(({ url }) => (url.split('?')[0] ?? '').slice(new URL('./', document.baseURI).href.length))
  }, kind)
}

/** Takes every entry away whose address, without its query, ends so. @returns how many */
export function forget(page: Page, end: string): Promise<number> {
  return page.evaluate(async (end) => {
    let count = 0
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        if (request.url.split('?')[0]?.endsWith(end) && (await cache.delete(request))) count++
      }
    }
    return count
  }, end)
}
