/** One tab: goes to an address, runs functions in it, gives it files from disk as a person does. */

/** @typedef {import('./chromium.mjs').Chromium} Chromium */

const LOAD_WITHIN_MS = 60_000

/**
 * Runs in the page before its own scripts: `benchReady` resolves with the moment, in milliseconds since the navigation
 * began, at which the page, ours or a peer's, could answer.
 */
const READY_WATCH = `globalThis.benchReady = new Promise((resolve, reject) => {
  const look = () => {
    const page = globalThis.whatsit ?? globalThis.benchPeer
    if (page) page.ready.then(() => resolve(performance.now()), reject)
    else setTimeout(look, 2)
  }
  look()
})`

export class Page {
  /** @param {Chromium} browser @param {string} targetId @param {string} sessionId */
  constructor(browser, targetId, sessionId) {
    this.browser = browser
    this.targetId = targetId
    this.sessionId = sessionId
  }

  /** @param {Chromium} browser */
  static async open(browser) {
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true })
    const page = new Page(browser, targetId, sessionId)
    await page.send('Page.enable')
    await page.send('Page.addScriptToEvaluateOnNewDocument', { source: READY_WATCH })
    return page
  }

  /** @param {string} method @param {import('./chromium.mjs').Fields} [params] */
  send(method, params) {
    return this.browser.send(method, params, this.sessionId)
  }

  /** Resolves as soon as the navigation has begun. @param {string} url */
  async navigate(url) {
    const { errorText } = await this.send('Page.navigate', { url })
    if (errorText) throw new Error(`${url}: ${errorText}`)
  }

  /** @returns {Promise<number>}  milliseconds from the navigation's begin until the page could answer */
  ready() {
    return this.evaluate(async () => Reflect.get(globalThis, 'benchReady'))
  }

  /**
   * Runs a function in the page and waits for what it gives, which must be JSON.
   *
   * @template {readonly unknown[]} A
   * @template R
   * @param {(...args: A) => R} step  sees nothing but the page's globals and its arguments, which must be JSON
   * @param {A} args
   * @returns {Promise<Awaited<R>>}
   */
  async evaluate(step, ...args) {
    const expression = `(${step})(...${JSON.stringify(args)})`
    const options = { awaitPromise: true, returnByValue: true, timeout: LOAD_WITHIN_MS }
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, ...options })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  /**
   * Gives files to a file input, which the browser then reads from disk.
   *
   * @param {() => HTMLInputElement} find  runs in the page
   * @param {readonly string[]} paths
   */
  async choose(find, paths) {
    const { result } = await this.send('Runtime.evaluate', { expression: `(${find})()` })
    await this.send('DOM.setFileInputFiles', { files: paths, objectId: result.objectId })
  }

  /** A hidden tab draws nothing and may be given less. */
  show() {
    return this.send('Page.bringToFront')
  }

  close() {
    return this.browser.send('Target.closeTarget', { targetId: this.targetId })
  }
}
