/**
 * A person's visits: the first one brings what answers and its offline copy, the second one onnxruntime-web as a reserve, the
 * later ones next to nothing.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Page } from '../browser/page.mjs'
import { watchWire } from '../browser/wire.mjs'

/** @typedef {import('../browser/chromium.mjs').Chromium} Chromium */
/** @typedef {Awaited<ReturnType<import('../site/gateway.mjs').openGateway>>} Gateway */

// After the service worker has taken over: what is still on its way (a check for updates) comes within this.
const QUIET_MS = 1500

// V8 keeps the runtime's compiled code for the next visit once its tier-up has been quiet for two seconds. A person stays
// longer than that; a tab that is closed at once would have every visit compile anew.
const STAY_MS = 3500
const PROCESS_END_MS = 500

/**
 * Milliseconds from the navigation's begin.
 *
 * @typedef {object} Visit
 * @property {number} paint  the page shows something
 * @property {number} ready  the page can answer
 * @property {number} fetch  of it, in the worker: getting model and labels
 * @property {number} start  then, until the session exists
 * @property {number} selfTest  then, the first run
 */

/** @typedef {{readonly id: string, readonly threads: number, readonly kept: string, readonly timing: {fetch: number, start: number, selfTest: number}}} Model */

/** What the page knows of its loaded model; it shows it under "About this device". @param {Page} page @returns {Promise<Model>} */
export function loadedModel(page) {
  return page.evaluate(() => {
    const app = /** @type {any} */ (document.querySelector('classifier-app'))
    return app.surroundings.client.modelState.model
  })
}

/** @param {Page} page @param {string} address @returns {Promise<Visit>} */
async function visit(page, address) {
  await page.navigate(address)
  const ready = await page.ready()
  const { timing } = await loadedModel(page)
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)
  return { paint, ready, ...timing }
}

/** Until the next visit needs no network any more. @param {Page} page */
export async function copied(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await pause(QUIET_MS)
}

/**
 * Until our own engine has been compared with onnxruntime-web, whose files have come then: what a second visit does when nothing else
 * goes on, and what should fall into no measurement. At once where nothing is compared.
 *
 * @param {Page} page
 */
export async function compared(page) {
  await page.evaluate(async () => {
    const { client } = /** @type {any} */ (document.querySelector('classifier-app')).surroundings
    const isDue = async () => {
      const { rows } = /** @type {{rows: {name: string, value: string}[]}} */ (await client.deviceReport())
      const row = rows.find(({ name }) => name === 'Checked against onnxruntime-web')
      return row !== undefined && !row.value.startsWith('largest difference')
    }
    while (await isDue()) await new Promise((resume) => setTimeout(resume, 100))
  })
}

/**
 * Ends the visit as time does: its service worker stops, and with it the process that would hand the next visit its
 * compiled runtime from memory. Nobody comes back within the half minute that it lives on.
 *
 * @param {Page} page
 */
export async function leave(page) {
  await pause(STAY_MS)
  await page.send('ServiceWorker.enable')
  await page.send('ServiceWorker.stopAllWorkers')
  await page.navigate('about:blank')
  await pause(PROCESS_END_MS)
}

/**
 * @template T
 * @param {Chromium} browser
 * @param {(page: Page) => Promise<T>} step
 * @returns {Promise<T>}
 */
export async function inNewTab(browser, step) {
  const page = await Page.open(browser)
  try {
    return await step(page)
  } finally {
    await page.close()
  }
}

/**
 * A visit, timed and not otherwise watched.
 *
 * @param {(page: Page) => Promise<void>} [then]  what the page does afterwards, and is waited for
 */
const timed =
  (then = async () => {}) =>
  /**
   * @param {Chromium} browser
   * @param {string} address
   * @param {(page: Page) => Promise<number>} firstAnswer  classifies, and gives the milliseconds that it took
   */
  (browser, address, firstAnswer) =>
    inNewTab(browser, async (page) => {
      const times = await visit(page, address)
      const answer = await firstAnswer(page)
      await then(page)
      await leave(page)
      return { ...times, firstAnswer: answer }
    })

/** To an address that the browser has never seen. */
export const firstVisit = timed(copied)

/** The first time that somebody comes back, until there is nothing left to do. */
export const secondVisit = timed(compared)

/** To an address that has been visited. */
export const repeatVisit = timed()

/**
 * All bytes of a visit, counted twice: as the browser's network layer saw them, and as they left our socket.
 *
 * @param {Chromium} browser
 * @param {Gateway} gateway
 * @param {(page: Page) => Promise<void>} visit
 */
async function wireOf(browser, gateway, visit) {
  gateway.take()
  const wire = await watchWire(browser)
  try {
    await inNewTab(browser, visit)
    const sent = gateway.take()
    return { transfers: wire.transfers(), server: sent.reduce((bytes, one) => bytes + one.bytes, 0) }
  } finally {
    await wire.close()
  }
}

/**
 * Bytes of a first visit, which stays a while, and of the second one, until there is nothing left to do.
 *
 * @param {Chromium} browser
 * @param {Gateway} gateway
 * @param {string} address  which the browser has never seen
 */
export async function wireOfVisits(browser, gateway, address) {
  const first = await wireOf(browser, gateway, async (page) => {
    await page.navigate(address)
    await page.ready()
    await copied(page)
    await leave(page)
  })
  const second = await wireOf(browser, gateway, async (page) => {
    await page.navigate(address)
    await page.ready()
    await compared(page)
  })
  return { first, second }
}
