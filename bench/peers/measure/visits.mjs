/** Visits to a page, ours or a peer's: until it is ready, and until it has answered the first picture. */
import { compared, copied, inNewTab, leave } from '../../measure/visits.mjs'
import { answerTimes, prepareToAsk } from './ask.mjs'

/** @typedef {import('../../browser/chromium.mjs').Chromium} Chromium */
/** @typedef {import('../../browser/page.mjs').Page} Page */
/** @typedef {Awaited<ReturnType<import('../../site/gateway.mjs').openGateway>>} Gateway */

/**
 * @typedef {object} Visit
 * @property {number} ready  milliseconds since the navigation began until the page can answer, as it says itself
 * @property {number} answer  the same until it has answered: what counts, since what is ready may not be warm
 * @property {number} bytes  on the wire, headers included, also those of a service worker's offline copy
 */

/**
 * @param {Chromium} browser
 * @param {Gateway} gateway
 * @param {string} address
 * @param {{then?: 'copied' | 'compared', givePicture: (page: Page) => Promise<void>}} options  then: what the page does after it
 *   has answered, and is waited for
 * @returns {Promise<Visit>}
 */
export function visit(browser, gateway, address, { then, givePicture }) {
  return inNewTab(browser, async (page) => {
    gateway.take()
    await page.navigate(address)
    const ready = await page.ready()
    await givePicture(page)
    await prepareToAsk(page)
    const { ms } = await answerTimes(page, 0, 1)
    if (then === 'copied') await copied(page)
    if (then === 'compared') await compared(page)
    await leave(page)
    const bytes = gateway.take().reduce((sum, one) => sum + one.bytes, 0)
    return { ready, answer: ready + (ms[0] ?? Number.NaN), bytes }
  })
}
