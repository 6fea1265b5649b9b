/** Chromium over the DevTools protocol, Firefox over WebDriver BiDi. */
import puppeteer from 'puppeteer-core'
import { onEnd, temporaryFolder } from './endings.mjs'
import { SYSTEM_ACCESS, stopListeningToWorkers } from './firefox-workers.mjs'
import { pictureInput } from './in-page.mjs'

const START_MS = 60_000
const PAGE_MS = 60_000

const switches = {
  // Chromium's sandbox does not work for root, and containers give it too little /dev/shm.
  chrome: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
  firefox: [SYSTEM_ACCESS],
}

/**
 * @param {'chrome' | 'firefox'} kind
 * @param {string} executablePath
 * @returns {Promise<import('./driven-browser.mjs').DrivenBrowser>}
 */
export async function openPuppeteer(kind, executablePath) {
  const browser = await puppeteer.launch({
    browser: kind,
    executablePath,
    // A profile of its own, that an interrupted start leaves behind no more than a finished one.
    userDataDir: temporaryFolder(),
    timeout: START_MS,
    protocolTimeout: PAGE_MS,
    args: switches[kind],
    // `endings.mjs` ends it, in order with everything else.
    handleSIGINT: false,
    handleSIGTERM: false,
  })
  const close = onEnd(() => browser.close())
  if (kind === 'firefox') await stopListeningToWorkers(browser)
  const page = await browser.newPage()
  page.setDefaultTimeout(PAGE_MS)
  return {
    version: await browser.version(),
    async open(address) {
      await page.goto(address)
    },
    async reload() {
      await page.reload()
    },
    // @ts-expect-error: puppeteer's own types of arguments are looser than ours
    run: (code, ...args) => page.evaluate(code, ...args),
    async choose(path) {
      const handle = await page.evaluateHandle(pictureInput)
      const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (handle.asElement())
      if (!input) throw new Error('There is no input "Choose pictures"')
      await input.uploadFile(path)
    },
    close,
  }
}
