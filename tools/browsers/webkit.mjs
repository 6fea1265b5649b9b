/** WebKitGTK's MiniBrowser over WebDriver, with a display and a session bus of its own. */
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Builder, Capabilities, WebElement } from 'selenium-webdriver'
import { findProgram } from '../command.mjs'
import { onEnd, start, temporaryFolder } from './endings.mjs'
import { pictureInput } from './in-page.mjs'
import { until, within } from './within.mjs'

const START_MS = 60_000
const PAGE_MS = 60_000

/** @returns {string | undefined} */
export function findMiniBrowser() {
  for (const triplet of foldersIn('/usr/lib')) {
    for (const folder of foldersIn(join('/usr/lib', triplet)).filter((name) => name.startsWith('webkit2gtk-4.'))) {
      const found = findProgram(join('/usr/lib', triplet, folder, 'MiniBrowser'))
      if (found) return found
    }
  }
  return undefined
}

/** @param {string} path */
function foldersIn(path) {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  } catch {
    return []
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

/** @param {string} address of the driver */
async function driverAnswers(address) {
  try {
    return (await fetch(`${address}/status`)).ok
  } catch {
    return false
  }
}

/**
 * @param {string} miniBrowser  its path
 * @param {{sharedMemory: boolean}} options  sharedMemory: as Safari, which has SharedArrayBuffer on an isolated page.
 *   WebKitGTK leaves it out unless JavaScriptCore is told.
 * @returns {Promise<import('./driven-browser.mjs').DrivenBrowser>}
 */
export async function openWebKit(miniBrowser, { sharedMemory }) {
  const port = await freePort()
  const program = start('xvfb-run', ['-a', 'dbus-run-session', '--', 'WebKitWebDriver', `--port=${port}`], {
    ...process.env,
    // xvfb-run leaves its folder behind when it is ended by a signal.
    TMPDIR: temporaryFolder(),
    ...(sharedMemory ? { JSC_useSharedArrayBuffer: '1' } : {}),
  })
  const address = `http://127.0.0.1:${port}`
  const started = until(START_MS, 'WebKitWebDriver starts', () => driverAnswers(address), Boolean)
  await Promise.race([started, program.ended])

  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
  })
  const builder = new Builder().usingServer(address).withCapabilities(capabilities)
  const driver = await within(START_MS, 'MiniBrowser starts', Promise.resolve(builder.build()))
  const quit = onEnd(() => driver.quit())
  await driver.manage().setTimeouts({ script: PAGE_MS, pageLoad: PAGE_MS })
  return {
    version: `WebKitGTK/${(await driver.getCapabilities()).get('browserVersion')}`,
    open: (url) => driver.get(url),
    reload: () => driver.navigate().refresh(),
    async run(code, ...args) {
      const script = `const done = arguments[arguments.length - 1]
        Promise.resolve()
          .then(() => (${code})(...Array.from(arguments).slice(0, -1)))
          .then((value) => done({ value }), (error) => done({ error: String(error) }))`
      const { value, error } = await driver.executeAsyncScript(script, ...args)
      if (error !== undefined) throw new Error(error)
      return value
    },
    async choose(path) {
      const input = await driver.executeScript(`return (${pictureInput})()`)
      if (!(input instanceof WebElement)) throw new Error('There is no input "Choose pictures"')
      await input.sendKeys(path)
    },
    async close() {
      await quit()
      await program.end()
    },
  }
}
