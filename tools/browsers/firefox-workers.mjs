/**
 * Makes Firefox start workers as it does for a person. A session of WebDriver BiDi listens to every worker that starts, and
 * so do the developer tools; a worker that starts one of its own then waits until the listeners were told, on a condition
 * variable that the new worker's thread waits on too, and only one of the two is woken (WorkerPrivate.h:
 * SetIsDebuggerRegistered, WaitForIsDebuggerRegistered). Now and then it is the wrong one, and `new Worker` never returns.
 */
const LISTENER = 'chrome://remote/content/shared/js-process-actors/WebDriverWorkerListenerActor.sys.mjs'

/** Firefox needs it to let the driver into its own code. */
export const SYSTEM_ACCESS = '--remote-allow-system-access'

/**
 * @typedef {object} Connection  what puppeteer's browser over BiDi has, and its types leave out
 * @property {(method: string, params: object) => Promise<{readonly result: any}>} send
 */

/**
 * Before the first page is opened.
 *
 * @param {import('puppeteer-core').Browser} browser  Firefox, started with {@link SYSTEM_ACCESS}
 */
export async function stopListeningToWorkers(browser) {
  const { connection } = /** @type {{connection: Connection}} */ (/** @type {unknown} */ (browser))
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' })
  const expression = `ChromeUtils.importESModule('${LISTENER}').unregisterWebDriverWorkerListenerActor()`
  const target = { context: tree.result.contexts[0].context }
  const { result } = await connection.send('script.evaluate', { expression, target, awaitPromise: false })
  if (result.type !== 'success') throw new Error(`Firefox goes on listening to workers: ${JSON.stringify(result)}`)
}
