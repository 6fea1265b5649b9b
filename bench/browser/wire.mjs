/**
 * Every byte that one tab takes from the network: its own requests, its workers', their threads', its service worker's.
 * Each target is attached to before it runs its first line, and once, since a service worker is announced by the browser
 * and by each of its pages.
 */

/** @typedef {import('./chromium.mjs').Fields} Fields */

/**
 * @typedef {object} Transfer
 * @property {string} path
 * @property {'page' | 'worker' | 'service_worker'} by
 * @property {number} bytes  on the wire, headers included; 0 where a cache or the service worker answered
 */

// Other targets (the browser itself, tabs around pages) ask for nothing that a page or worker does not report.
const WATCHED = [{ type: 'page' }, { type: 'worker' }, { type: 'service_worker' }, { exclude: true }]
const AUTO_ATTACH = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: WATCHED }

/**
 * Begins to count. The tab must be opened afterwards.
 *
 * @param {import('./chromium.mjs').Chromium} browser
 */
export async function watchWire(browser) {
  /** @type {Map<string, Transfer['by']>} by session */
  const sessions = new Map()
  /** @type {Set<string>} */
  const targets = new Set()
  /** @type {Map<string, Transfer & {headers: number, length: number}>} by request, whose names no two processes share */
  const transfers = new Map()

  /** @param {string} sessionId @param {Fields} target */
  async function attach(sessionId, { targetId, type }) {
    const first = !targets.has(targetId)
    targets.add(targetId)
    if (first) {
      sessions.set(sessionId, type)
      await Promise.all([
        browser.send('Network.enable', {}, sessionId),
        browser.send('Target.setAutoAttach', AUTO_ATTACH, sessionId),
      ])
    }
    await browser.send('Runtime.runIfWaitingForDebugger', {}, sessionId)
  }

  /** @param {Transfer['by']} by @param {string} method @param {Fields} params */
  function count(by, method, { requestId, request, response, encodedDataLength }) {
    if (method === 'Network.requestWillBeSent') {
      const { pathname, search, protocol } = new URL(request.url)
      if (protocol !== 'http:') return
      transfers.set(requestId, { path: pathname + search, by, bytes: 0, headers: 0, length: 0 })
    }
    const transfer = transfers.get(requestId)
    if (!transfer) return
    if (method === 'Network.responseReceived' && response.status === 200 && !response.fromDiskCache) {
      transfer.headers = response.encodedDataLength
      transfer.length = Number(response.headers['Content-Length'] ?? response.headers['content-length'] ?? 0)
    }
    // What is cut short has no end; what had come counts.
    if (method === 'Network.dataReceived') transfer.bytes += encodedDataLength
    if (method === 'Network.loadingFinished') {
      // Of the script that a worker starts with, Chromium counts the headers alone.
      const headersAlone = encodedDataLength > 0 && encodedDataLength === transfer.headers
      transfer.bytes = encodedDataLength + (headersAlone ? transfer.length : 0)
    }
  }

  const stop = browser.listen((method, params, sessionId = '') => {
    if (method === 'Target.attachedToTarget') {
      // A target that has gone meanwhile asks for nothing any more.
      attach(params['sessionId'], params['targetInfo']).catch(() => {})
      return
    }
    const by = sessions.get(sessionId)
    if (by && method.startsWith('Network.')) count(by, method, params)
  })
  await browser.send('Target.setAutoAttach', AUTO_ATTACH)

  return {
    /** What has been asked for until now. @returns {Transfer[]} */
    transfers: () => [...transfers.values()].map(({ path, by, bytes }) => ({ path, by, bytes })),
    async close() {
      stop()
      await browser.send('Target.setAutoAttach', { autoAttach: false, waitForDebuggerOnStart: false, flatten: true })
    },
  }
}
