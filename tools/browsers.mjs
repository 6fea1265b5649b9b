/**
 * `node tools/browsers.mjs`: a smoke pass of the built site, behind its real server, in three browser engines: Chromium,
 * Firefox, and WebKit both as its Linux port comes and with shared memory as Safari has it. One line a check; the last line is
 * `N passed, N failed`, and the exit code 1 if one failed. An engine that is not installed is not counted, unless
 * WHATSIT_REQUIRE_ALL=1. `--no-build` takes dist/ and dist-node/ as they are.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endAll, isInterrupted } from './browsers/endings.mjs'
import { isBuilt } from './build-stamp.mjs'
import { findProgram, giveUp, node, root } from './command.mjs'
import { installIfMissing } from './install.mjs'

const BROWSER_MS = 300_000
// Python's scores have five digits; design.md promises them to 0.002.
const REFERENCE_TOLERANCE = 0.002
// Another JPEG decoder (of chroma, above all) on the same arithmetic.
const ENGINE_TOLERANCE = 0.02

const { values } = parseArgs({ options: { 'no-build': { type: 'boolean', default: false } } })
const requireAll = process.env['WHATSIT_REQUIRE_ALL'] === '1'

await installIfMissing()
if (!values['no-build'] && !isBuilt() && (await node(['tools/build.mjs'])).code !== 0) {
  giveUp('The site could not be built; why is above.')
}
// Packages may just have been installed.
const { checks, referencesFrom, timing } = await import('./browsers/checks.mjs')
const { openPuppeteer } = await import('./browsers/puppeteer.mjs')
const { startSite } = await import('./browsers/site.mjs')
const { findMiniBrowser, openWebKit } = await import('./browsers/webkit.mjs')
const { within } = await import('./browsers/within.mjs')

/** Python's answer for cat.jpg. @returns {import('./browsers/checks.mjs').References} */
function pythonReferences() {
  const read = (/** @type {string} */ path) => JSON.parse(readFileSync(join(root, 'public', 'models', path), 'utf8'))
  const { classColumns, classes } = read('imagenet-1k/labels.json')
  const label = classColumns.indexOf('label')
  /** @type {{index: number, score: number}[]} */
  const first = read('reference.json')['efficientnet-lite0']['cat.jpg']
  const cat = first.map(({ index, score }) => ({ label: classes[index][label], score }))
  return { cat, turned: {}, tolerance: REFERENCE_TOLERANCE }
}

const chromium = findProgram(
  ...(process.env['WHATSIT_CHROMIUM'] ? [process.env['WHATSIT_CHROMIUM']] : ['chromium', 'google-chrome']),
)
const firefox = findProgram('firefox-esr', 'firefox')
const webkitParts = ['WebKitWebDriver', 'xvfb-run', 'dbus-run-session']
const miniBrowser = webkitParts.every((name) => findProgram(name)) ? findMiniBrowser() : undefined

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} needs  what to install
 * @property {import('./browsers/checks.mjs').Subject['wants']} wants
 * @property {(() => Promise<import('./browsers/driven-browser.mjs').DrivenBrowser>) | undefined} open
 */
/** Chromium first: it is the others' reference. @type {readonly Entry[]} */
const entries = [
  {
    name: 'Chromium',
    needs: 'chromium',
    wants: 'threads',
    open: chromium ? () => openPuppeteer('chrome', chromium) : undefined,
  },
  {
    name: 'Firefox',
    needs: 'firefox-esr',
    wants: 'threads',
    open: firefox ? () => openPuppeteer('firefox', firefox) : undefined,
  },
  {
    name: 'WebKit',
    needs: 'webkit2gtk-driver, xvfb and dbus',
    wants: 'one thread',
    open: miniBrowser ? () => openWebKit(miniBrowser, { sharedMemory: false }) : undefined,
  },
  {
    name: 'WebKit with shared memory',
    needs: 'webkit2gtk-driver, xvfb and dbus',
    wants: 'threads',
    open: miniBrowser ? () => openWebKit(miniBrowser, { sharedMemory: true }) : undefined,
  },
]

let passed = 0
let failed = 0

/** @param {boolean} right @param {string} name @param {string} found */
function tell(right, name, found) {
  if (isInterrupted()) return
  if (right) passed++
  else failed++
  console.log(`${right ? 'ok  ' : 'FAIL'} ${name}: ${found}`)
}

const words = (/** @type {unknown} */ error) => (error instanceof Error ? error.message : String(error))

/** @type {import('./browsers/checks.mjs').References | undefined} */
let chromiumReferences

/** @param {Entry} entry @param {import('./browsers/driven-browser.mjs').DrivenBrowser} browser */
async function runChecks({ name, wants }, browser) {
  const site = await startSite()
  const references = chromiumReferences ?? pythonReferences()
  await browser.open(site.address)
  /** @type {string | undefined} */
  let lost
  for (const check of checks) {
    if (lost !== undefined) {
      tell(false, `${name}: ${check.name}`, `not tried, ${lost}`)
      continue
    }
    try {
      const found = await check.run({ browser, site, wants, references })
      tell(true, `${name}: ${check.name}`, found)
    } catch (error) {
      tell(false, `${name}: ${check.name}`, words(error))
      // Without a page that answers every other check would only wait for its own limit.
      if (check === checks[0]) lost = 'since the page did not get ready'
    }
  }
  if (lost !== undefined) return
  if (name === 'Chromium') chromiumReferences = { ...(await referencesFrom(browser)), tolerance: ENGINE_TOLERANCE }
  console.log(`     ${name}: ${await timing(browser)} (medians, for information)`)
}

for (const entry of entries) {
  if (isInterrupted()) break
  const { name, needs, open } = entry
  if (!open) {
    if (requireAll) tell(false, name, `not installed; it needs ${needs}`)
    else console.log(`     ${name}: not installed (it needs ${needs}), not counted`)
    continue
  }
  try {
    const browser = await open()
    console.log(`     ${name}: ${browser.version}`)
    await within(BROWSER_MS, `${name}'s pass`, runChecks(entry, browser))
  } catch (error) {
    tell(false, name, words(error))
  } finally {
    await endAll()
  }
}

// What Ctrl-C stopped has no result; its own exit comes once everything is ended.
if (isInterrupted()) await new Promise(() => {})
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
