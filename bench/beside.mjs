/**
 * Two builds of the page beside each other in one Chromium, in turn: did a change make it faster? Nothing is written.
 *
 *   node bench/beside.mjs <folder that holds the other build's dist and dist-node> [many|photograph|visits] [rounds]
 *
 * Milliseconds, and ratios of this build to the other; the pictures of `many` have 1 to 12 megapixels, and times are for one
 * of them. `cores` is time on the processor, of all of the browser's processes, which says more than the clock on a machine
 * that does other things.
 */
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { root } from '../tools/command.mjs'
import { Chromium } from './browser/chromium.mjs'
import { Page } from './browser/page.mjs'
import { classify, givePictures } from './measure/pictures.mjs'
import { firstVisit, repeatVisit, secondVisit } from './measure/visits.mjs'
import { prepareToAsk, timeOfDecoding, timeOfMany } from './peers/measure/ask.mjs'
import { pictureSet } from './peers/measure/picture-set.mjs'
import { openPixelsTab } from './pixels/tab.mjs'
import { openSite } from './site/site.mjs'

const CAT = join(root, 'public', 'pictures', 'cat.jpg')
/** Pictures at a time, and before anything counts. */
const BLOCK = 20
const WARM_UP = 6
const PHOTOGRAPHS = 4

/** @typedef {{name: string, site: Awaited<ReturnType<typeof openSite>>, numbers: Map<string, number[]>}} Build */

/** @param {Build} build @param {string} name @param {...number} values */
const note = ({ numbers }, name, ...values) => numbers.set(name, [...(numbers.get(name) ?? []), ...values])

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((one, other) => one - other)
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2
}

/** Seconds on the processor until now. @param {Chromium} browser */
async function processorTime(browser) {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo')
  return processInfo.reduce(
    (/** @type {number} */ sum, /** @type {{cpuTime: number}} */ { cpuTime }) => sum + cpuTime,
    0,
  )
}

/**
 * A tab of each build that answers.
 *
 * @param {Chromium} browser @param {Build[]} builds @param {readonly string[]} pictures
 */
async function openTabs(browser, builds, pictures) {
  const tabs = []
  for (const build of builds) {
    const page = await Page.open(browser)
    await page.navigate(build.site.freshAddress(build.site.isolated))
    await page.ready()
    await givePictures(page, pictures)
    await prepareToAsk(page)
    tabs.push({ build, page })
  }
  return tabs
}

/** @typedef {{build: Build, page: Page}} Tab */

/** @param {readonly Tab[]} tabs @param {number} round */
const inTurn = (tabs, round) => (round % 2 === 0 ? tabs : tabs.toReversed())

const measures = {
  /** @param {Chromium} browser @param {Build[]} builds @param {number} rounds */
  async many(browser, builds, rounds) {
    const paths = await pictureSet(browser)
    const tabs = await openTabs(browser, builds, paths)
    for (const { page } of tabs) await timeOfMany(page, 0, WARM_UP)
    for (let round = 0; round < rounds; round++) {
      for (const { build, page } of inTurn(tabs, round)) {
        await page.show()
        for (const [name, time] of /** @type {const} */ ([
          ['', timeOfMany],
          // What nobody who lets the browser decode can be faster than.
          [' to decode', timeOfDecoding],
        ])) {
          const before = await processorTime(browser)
          const ms = await time(page, (round * BLOCK) % paths.length, BLOCK)
          note(build, `ms${name}`, ms / BLOCK)
          note(build, `ms${name}, cores`, (((await processorTime(browser)) - before) * 1000) / BLOCK)
        }
      }
    }
  },

  /** @param {Chromium} browser @param {Build[]} builds @param {number} rounds */
  async photograph(browser, builds, rounds) {
    const pixels = await openPixelsTab(browser)
    const photograph = join(browser.folder, 'photograph.jpg')
    await writeFile(photograph, await pixels.makePhotograph(CAT))
    await pixels.close()
    const tabs = await openTabs(browser, builds, [photograph])
    for (let round = -1; round < rounds; round++) {
      for (const { build, page } of inTurn(tabs, round + 1)) {
        await page.show()
        for (const answered of await classify(page, 0, PHOTOGRAPHS, 'cat')) {
          if (round >= 0) for (const [name, ms] of Object.entries(answered)) note(build, name, ms)
        }
      }
    }
  },

  /** @param {Chromium} browser @param {Build[]} builds @param {number} rounds */
  async visits(browser, builds, rounds) {
    const addresses = builds.map((build) => ({ build, address: build.site.freshAddress(build.site.isolated) }))
    const nothing = async () => 0
    for (const { address } of addresses) {
      await firstVisit(browser, address, nothing)
      await secondVisit(browser, address, nothing)
    }
    for (let round = 0; round < rounds; round++) {
      for (const { build, address } of round % 2 === 0 ? addresses : addresses.toReversed()) {
        const visit = await repeatVisit(browser, address, nothing)
        for (const [name, ms] of Object.entries(visit)) note(build, name, ms)
      }
    }
  },
}

const [other, what = 'many', rounds = '10'] = process.argv.slice(2)
if (other === undefined || !(what in measures))
  throw new Error('node bench/beside.mjs <other build> [many|photograph|visits] [rounds]')
/** @type {Build[]} */
const builds = []
for (const [name, folder] of [
  ['this', root],
  ['other', resolve(other)],
]) {
  const site = await openSite({ server: join(folder ?? '', 'dist-node', 'server.js') })
  builds.push({ name: name ?? '', site, numbers: new Map() })
}
const browser = await Chromium.start()
try {
  await measures[/** @type {keyof typeof measures} */ (what)](browser, builds, Number(rounds))
  const [ours, theirs] = builds
  for (const [name, values] of ours?.numbers ?? []) {
    const before = median(theirs?.numbers.get(name) ?? [])
    const now = median(values)
    console.log(
      `${name.padEnd(22)} ${before.toFixed(1).padStart(8)} -> ${now.toFixed(1).padStart(8)}   ${(now / before).toFixed(2)}`,
    )
  }
} finally {
  await browser.close()
  for (const { site } of builds) site.close()
}
