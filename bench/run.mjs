/**
 * Measures the built site in one Chromium run and writes results/*.json and the table. Settings that are compared (with
 * threads, without) take turns within each round, and every other round begins with the other one, so that what else the
 * machine does meets both alike. README.md here says what each number means.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../tools/command.mjs'
import { measure as measureSizes } from '../tools/size-budget.mjs'
import { Chromium } from './browser/chromium.mjs'
import { Page } from './browser/page.mjs'
import { machine } from './machine.mjs'
import { bytesByKind, fetchedTwice } from './measure/kinds.mjs'
import { longestTaskDuring, showPicture } from './measure/main-thread.mjs'
import { classify, givePictures } from './measure/pictures.mjs'
import { firstVisit, inNewTab, loadedModel, repeatVisit, secondVisit, wireOfVisits } from './measure/visits.mjs'
import { openPixelsTab } from './pixels/tab.mjs'
import { writeResult } from './results.mjs'
import { openSite } from './site/site.mjs'
import { spread, spreads } from './statistics.mjs'

/** @typedef {import('./site/site.mjs').Site} Site */
/** @typedef {{name: string, threads: number, gateway: Site['isolated'], query?: string}} Setting */
/** @typedef {Awaited<ReturnType<typeof prepare>>} Bench */

const CAT = join(root, 'public', 'pictures', 'cat.jpg')
const MODELS = join(root, 'public', 'models')
/** The answer to cat.jpg, and to the large photograph, which is made of it. */
const EXPECTED = 'cat'
/** As given to the page. */
const PICTURES = /** @type {const} */ ({ cat: 0, photograph: 1 })

/** After the first one: a second, and two more. Only these find the runtime compiled (README.md). */
const REPEAT_VISITS = 3
/** Per picture, setting and round. */
const RUNS = { cat: 10, photograph: 4 }
/** Before anything counts: the compiler's second tier, and the first allocation of large pictures. */
const WARM_UP = { cat: 10, photograph: 3 }

/** @param {Setting[]} settings @param {number} round */
const inTurn = (settings, round) => (round % 2 === 0 ? settings : settings.toReversed())

async function prepare() {
  const site = await openSite()
  const browser = await Chromium.start()
  const about = machine(await browser.version())
  /** @type {Setting} */
  const oneThread = { name: '1 thread', threads: 1, gateway: site.plain }
  const settings = [oneThread]
  // With its headers the page takes as many threads as there are cores, at most four.
  const threads = Math.min(4, about.cores)
  if (threads > 1) settings.unshift({ name: `${threads} threads`, threads, gateway: site.isolated })
  // For the visits alone: what they take when the reference answers.
  const [best = oneThread] = settings
  const reference = { ...best, name: 'onnxruntime-web', query: '?engine=ort' }
  const pixels = await openPixelsTab(browser)
  const jpeg = await pixels.makePhotograph(CAT)
  const photograph = join(browser.folder, 'photograph.jpg')
  await writeFile(photograph, jpeg)
  const index = JSON.parse(await readFile(join(MODELS, 'index.json'), 'utf8'))
  const manifest = JSON.parse(await readFile(join(MODELS, index.default, 'manifest.json'), 'utf8'))
  return { site, browser, about, settings, reference, pixels, photograph, photographBytes: jpeg.length, manifest }
}

/** @param {Page} page */
async function firstAnswer(page) {
  await givePictures(page, [CAT])
  const [answered] = await classify(page, PICTURES.cat, 1, EXPECTED)
  return answered?.whole ?? Number.NaN
}

/** @param {Awaited<ReturnType<typeof wireOfVisits>>['first']} wire */
function counted({ transfers, server }) {
  const kinds = bytesByKind(transfers)
  const total = Object.values(kinds).reduce((sum, bytes) => sum + bytes, 0)
  return { kinds, total, countedByServer: server, fetchedTwice: fetchedTwice(transfers) }
}

/** @param {Bench} bench */
async function wire({ browser, site, settings }) {
  const results = []
  for (const { name, gateway } of settings) {
    const { first, second } = await wireOfVisits(browser, gateway, site.freshAddress(gateway))
    results.push({ setting: name, ...counted(first), second: counted(second) })
  }
  return results
}

/** @param {Bench} bench @param {number} rounds */
async function visits({ browser, site, settings: measured, reference }, rounds) {
  const settings = [...measured, reference]
  const KINDS = /** @type {const} */ (['first', 'second', 'later'])
  const visitOf = { first: firstVisit, second: secondVisit, later: repeatVisit }
  const records = new Map(
    settings.map(({ name }) => [
      name,
      { first: /** @type {any[]} */ ([]), second: /** @type {any[]} */ ([]), later: /** @type {any[]} */ ([]) },
    ]),
  )
  /** @type {Map<string, string>} */
  const addresses = new Map()
  for (let round = 0; round < rounds; round++) {
    for (const { name, gateway, query = '' } of inTurn(settings, round)) {
      const address = `${site.freshAddress(gateway)}${query}`
      addresses.set(name, address)
      for (let nth = 0; nth <= REPEAT_VISITS; nth++) {
        const kind = KINDS[nth] ?? 'later'
        gateway.take()
        const times = await visitOf[kind](browser, address, firstAnswer)
        const bytes = gateway.take().reduce((sum, one) => sum + one.bytes, 0)
        records.get(name)?.[kind].push({ ...times, bytes })
      }
    }
  }
  const results = settings.map(({ name: setting }) => ({
    setting,
    .../** @type {Record<typeof KINDS[number], Record<string, import('./statistics.mjs').Spread>>} */ (
      Object.fromEntries(KINDS.map((kind) => [kind, spreads(records.get(setting)?.[kind] ?? [])]))
    ),
  }))
  return { results, addresses }
}

/**
 * @param {Bench} bench
 * @param {Map<string, string>} addresses  where each setting has been before
 * @param {number} rounds
 */
async function latency({ browser, settings, photograph, pixels, manifest }, addresses, rounds) {
  const pages = []
  for (const { name, threads } of settings) {
    const page = await Page.open(browser)
    await page.navigate(addresses.get(name) ?? '')
    await page.ready()
    const model = await loadedModel(page)
    if (model.threads !== threads) throw new Error(`${name} were wanted, and the page took ${model.threads}`)
    await givePictures(page, [CAT, photograph])
    const records = { cat: /** @type {any[]} */ ([]), photograph: /** @type {any[]} */ ([]) }
    pages.push({ name, page, records })
  }
  const alone = { script: /** @type {number[]} */ ([]), simd: /** @type {number[]} */ ([]) }
  for (let round = -1; round < rounds; round++) {
    const counted = round >= 0
    for (const { page, records } of round % 2 === 0 ? pages : pages.toReversed()) {
      await page.show()
      for (const picture of /** @type {const} */ (['cat', 'photograph'])) {
        const times = (counted ? RUNS : WARM_UP)[picture]
        const answered = await classify(page, PICTURES[picture], times, EXPECTED)
        if (counted) records[picture].push(...answered)
      }
    }
    const times = counted ? RUNS.photograph : 0
    const timed = await pixels.timePreprocess(photograph, manifest.preprocess, { warmUp: WARM_UP.photograph, times })
    alone.script.push(...timed.script)
    alone.simd.push(...timed.simd)
  }
  for (const { page } of pages) await page.close()
  const results = pages.map(({ name, records: { cat, photograph } }) => ({
    setting: name,
    cat: spreads(cat),
    photograph: spreads(photograph),
  }))
  return { results, preprocessAlone: { script: spread(alone.script), simd: spread(alone.simd) } }
}

/**
 * @param {Bench} bench
 * @param {Map<string, string>} addresses
 * @param {number} rounds
 */
async function mainThread({ browser, settings, photograph }, addresses, rounds) {
  const starting = new Map(settings.map(({ name }) => [name, /** @type {any[]} */ ([])]))
  const classifying = new Map(settings.map(({ name }) => [name, /** @type {any[]} */ ([])]))
  for (let round = 0; round < rounds; round++) {
    for (const { name } of inTurn(settings, round)) {
      await inNewTab(browser, async (page) => {
        const visit = async () => {
          await page.navigate(addresses.get(name) ?? '')
          await page.ready()
        }
        starting.get(name)?.push(await longestTaskDuring(page, visit))
        classifying.get(name)?.push(await longestTaskDuring(page, () => showPicture(page, photograph)))
      })
    }
  }
  return settings.map(({ name }) => ({
    setting: name,
    starting: spreads(starting.get(name) ?? []),
    classifying: spreads(classifying.get(name) ?? []),
  }))
}

/**
 * @param {{rounds: number}} options
 * @returns {Promise<{firstVisitBytes: number}>}
 */
export async function run({ rounds }) {
  const bench = await prepare()
  const { about, photographBytes } = bench
  const say = (/** @type {string} */ text) => console.log(text)
  try {
    say(`${about.processor}, ${about.cores} cores, ${about.browser}, load ${about.loadBefore}`)
    say('Bytes of a first and of a second visit ...')
    const wired = await wire(bench)
    await writeResult('bytes', about, {
      visits: wired,
      sizes: await measureSizes(join(root, 'dist'), { brotli: true }),
    })
    say(`First and repeat visits, ${rounds} rounds ...`)
    const visited = await visits(bench, rounds)
    await writeResult('visits', about, { rounds, visits: visited.results })
    say(`Pictures, ${rounds} rounds ...`)
    const answered = await latency(bench, visited.addresses, rounds)
    const photograph = { width: 4000, height: 3000, bytes: photographBytes }
    await writeResult('latency', about, { rounds, photograph, latency: answered.results })
    await writeResult('preprocess', about, { rounds, photograph, preprocess: answered.preprocessAlone })
    say(`The page's own thread, ${rounds} rounds ...`)
    const busy = await mainThread(bench, visited.addresses, rounds)
    await writeResult('main-thread', about, { rounds, photograph, longestTask: busy })
    return { firstVisitBytes: Math.max(...wired.map(({ total }) => total)) }
  } finally {
    await bench.browser.close()
    bench.site.close()
  }
}
