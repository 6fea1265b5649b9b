/**
 * Measures Whatsit beside its peers in one Chromium run, in turn within each round, and writes results/peers.json.
 * README.md here says what each number means and how each peer is used.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../tools/command.mjs'
import { Chromium } from '../browser/chromium.mjs'
import { Page } from '../browser/page.mjs'
import { machine } from '../machine.mjs'
import { longestTask, mark, traceDuring } from '../measure/main-thread.mjs'
import { givePictures } from '../measure/pictures.mjs'
import { inNewTab } from '../measure/visits.mjs'
import { openPixelsTab } from '../pixels/tab.mjs'
import { writeResult } from '../results.mjs'
import { inTurn } from '../rounds.mjs'
import { openSite } from '../site/site.mjs'
import { rounded, spread } from '../statistics.mjs'
import { agreement, atTemperature } from './measure/agreement.mjs'
import { allScores, answerTimes, prepareToAsk, timeOfDecoding, timeOfMany } from './measure/ask.mjs'
import { pictureSet, SET } from './measure/picture-set.mjs'
import { visit } from './measure/visits.mjs'
import { peersServer } from './site.mjs'
import { subjects } from './subjects.mjs'

/** @typedef {import('./subjects.mjs').Subject} Subject */
/** @typedef {import('../site/site.mjs').Site} Site */
/** @typedef {Awaited<ReturnType<typeof prepare>>} Bench */
/** @typedef {typeof FULL} Amounts */
/** @typedef {{name: string, threads: number, headers: 'isolated' | 'plain'}} Setting */

const EXAMPLES = ['cat.jpg', 'espresso.jpg', 'rocket.jpg']
const CAT = join(root, 'public', 'pictures', 'cat.jpg')
const REFERENCE = join(root, 'public', 'models', 'reference.json')
/** ImageNet's classes of cats that live with people: tabby to Egyptian, and the cougar and lynx that look like them. */
const CATS = { from: 281, to: 287 }

/**
 * How much of everything.
 *
 * - firstVisits, repeatVisits: per peer. One visit between them is not counted: it finds the files, and only the one after
 *   it finds the runtime's compiled code (bench/README.md).
 * - rounds: of steady answers, each with so many of `cat` and of `photograph`, after one that is not counted.
 * - blocks: into which the set of photographs is divided; peers take turns after each.
 * - traces: of the page's own thread.
 */
const FULL = {
  firstVisits: 2,
  repeatVisits: 3,
  rounds: 4,
  cat: 10,
  photograph: 3,
  blocks: 4,
  set: SET.count,
  traces: 2,
}
/** To see that everything works. */
const QUICK = { firstVisits: 1, repeatVisits: 1, rounds: 1, cat: 3, photograph: 1, blocks: 2, set: 20, traces: 1 }

async function prepare() {
  const own = await openSite()
  const theirs = await openSite({ server: peersServer, policy: false })
  const browser = await Chromium.start()
  const about = machine(await browser.version())
  // With its headers a page takes as many threads as there are cores, at most four.
  const threads = Math.min(4, about.cores)
  /** @type {Setting[]} */
  const settings = [{ name: '1 thread', threads: 1, headers: 'plain' }]
  if (threads > 1) settings.unshift({ name: `${threads} threads`, threads, headers: 'isolated' })
  const pixels = await openPixelsTab(browser)
  const photograph = join(browser.folder, 'photograph.jpg')
  await writeFile(photograph, await pixels.makePhotograph(CAT))
  await pixels.close()
  return { own, theirs, browser, about, settings, photograph, set: await pictureSet(browser), all: await subjects() }
}

/** @param {Bench} bench @param {Subject} subject */
const siteOf = ({ own, theirs }, subject) => (subject.own ? own : theirs)

/** One address per subject, never seen before. @param {Bench} bench @param {Subject} subject @param {Setting} setting */
function freshAddress(bench, subject, { headers }) {
  const site = siteOf(bench, subject)
  return site.freshAddress(site[headers]) + subject.path
}

/**
 * Values by subject, in the order in which they were measured.
 *
 * @template T
 */
class Records {
  /** @type {Map<string, T[]>} */
  #bySubject = new Map()

  /** @param {Subject} subject @param {readonly T[]} values */
  add({ id }, ...values) {
    this.#bySubject.set(id, [...this.of({ id }), ...values])
  }

  /** @param {{id: string}} subject @returns {T[]} */
  of({ id }) {
    return this.#bySubject.get(id) ?? []
  }
}

/** @param {Bench} bench @param {Amounts} amounts */
async function visits(bench, { firstVisits, repeatVisits }) {
  const { browser, all } = bench
  const setting = /** @type {Setting} */ (bench.settings[0])
  /** @type {Records<import('./measure/visits.mjs').Visit>} */
  const first = new Records()
  /** @type {Records<import('./measure/visits.mjs').Visit>} */
  const repeat = new Records()
  /** @type {Map<string, string>} */
  const addresses = new Map()
  const givePicture = (/** @type {Page} */ page) => givePictures(page, [CAT])
  for (let round = 0; round < firstVisits + 1 + repeatVisits; round++) {
    for (const subject of inTurn(all, round)) {
      const isFirst = round < firstVisits
      if (isFirst) addresses.set(subject.id, freshAddress(bench, subject, setting))
      const gateway = siteOf(bench, subject)[setting.headers]
      const address = addresses.get(subject.id) ?? ''
      // Ours makes its offline copy on the first visit and compares its engines on the second one, which does not count.
      const then = isFirst ? 'copied' : round === firstVisits ? 'compared' : undefined
      const visited = await visit(browser, gateway, address, { givePicture, ...(then && subject.own && { then }) })
      if (isFirst) first.add(subject, visited)
      else if (round > firstVisits) repeat.add(subject, visited)
    }
  }
  return { first, repeat, addresses }
}

/**
 * A tab that answers, with pictures given.
 *
 * @param {Bench} bench @param {string} address @param {readonly string[]} pictures
 */
async function openTab({ browser }, address, pictures) {
  const page = await Page.open(browser)
  await page.navigate(address)
  await page.ready()
  await givePictures(page, pictures)
  await prepareToAsk(page)
  return page
}

/** @param {Subject} subject @param {number} first  class of the first prediction */
function expectCat({ name }, first) {
  if (first < CATS.from || first > CATS.to) throw new Error(`${name} took the picture of a cat for class ${first}`)
}

/**
 * Steady answers, and how near they are to Python's.
 *
 * @param {Bench} bench @param {Setting} setting @param {Map<string, string>} addresses @param {Amounts} amounts
 */
async function latency(bench, setting, addresses, amounts) {
  const reference = JSON.parse(await readFile(REFERENCE, 'utf8'))['efficientnet-lite0']
  const examples = EXAMPLES.map((name) => join(root, 'public', 'pictures', name))
  /** @type {Records<number>} */
  const cat = new Records()
  /** @type {Records<number>} */
  const photograph = new Records()
  /** @type {Records<ReturnType<typeof agreement>>} */
  const agreements = new Records()
  /** @type {Map<string, Page>} */
  const pages = new Map()
  for (const subject of bench.all) {
    const address = addresses.get(subject.id) ?? freshAddress(bench, subject, setting)
    const page = await openTab(bench, address, [...examples, bench.photograph])
    pages.set(subject.id, page)
    for (const [at, name] of EXAMPLES.entries()) {
      const scores = await allScores(page, at)
      const { temperature } = reference
      agreements.add(subject, agreement(subject.own ? scores : atTemperature(scores, temperature), reference[name]))
    }
  }
  for (let round = -1; round < amounts.rounds; round++) {
    for (const subject of inTurn(bench.all, round + 1)) {
      const page = /** @type {Page} */ (pages.get(subject.id))
      await page.show()
      for (const [at, records, times] of /** @type {const} */ ([
        [0, cat, amounts.cat],
        [EXAMPLES.length, photograph, amounts.photograph],
      ])) {
        const { first, ms } = await answerTimes(page, at, times)
        expectCat(subject, first)
        if (round >= 0) records.add(subject, ...ms)
      }
    }
  }
  for (const page of pages.values()) await page.close()
  return { cat, photograph, agreements }
}

/** Many pictures. @param {Bench} bench @param {Map<string, string>} addresses @param {Amounts} amounts */
async function throughput(bench, addresses, { blocks, set }) {
  const WARM_UP = 6
  const paths = bench.set.slice(0, set)
  const size = set / blocks
  /** @type {Records<number>} */
  const times = new Records()
  /** @type {number[]} */
  const decoding = []
  /** @type {Map<string, Page>} */
  const pages = new Map()
  for (const subject of bench.all) {
    const page = await openTab(bench, addresses.get(subject.id) ?? '', paths)
    pages.set(subject.id, page)
    await timeOfMany(page, 0, WARM_UP)
  }
  for (let block = 0; block < blocks; block++) {
    for (const subject of inTurn(bench.all, block)) {
      const page = /** @type {Page} */ (pages.get(subject.id))
      await page.show()
      times.add(subject, await timeOfMany(page, block * size, size))
      if (subject.own) decoding.push(await timeOfDecoding(page, block * size, size))
    }
  }
  for (const page of pages.values()) await page.close()
  return { times, decoding }
}

/**
 * The page's own thread while the page starts on a later visit, and while it answers the photograph; of peers both in a
 * worker and as their quick starts do it, on that thread.
 *
 * @param {Bench} bench @param {Map<string, string>} addresses @param {Amounts} amounts
 */
async function mainThread({ browser, all, photograph }, addresses, { traces }) {
  /** @type {Records<number>} */
  const inWorker = new Records()
  /** @type {Records<number>} */
  const onPage = new Records()
  for (let round = 0; round < traces; round++) {
    // One trace for all: starting one costs up to ten seconds while the last tab's process is ending.
    const steps = inTurn(all, round).flatMap((subject) => [
      { subject, records: inWorker, query: '' },
      ...(subject.own ? [] : [{ subject, records: onPage, query: '?on=page' }]),
    ])
    const events = await traceDuring(browser, async () => {
      for (const [at, { subject, query }] of steps.entries()) {
        await inNewTab(browser, async (page) => {
          await mark(page, `begin-${at}`)
          await page.navigate((addresses.get(subject.id) ?? '') + query)
          await page.ready()
          await givePictures(page, [photograph])
          await prepareToAsk(page)
          await answerTimes(page, 0, 2)
          await mark(page, `end-${at}`)
        })
      }
    })
    for (const [at, { subject, records }] of steps.entries()) {
      records.add(subject, longestTask(events, { begin: `begin-${at}`, end: `end-${at}` }).cpu)
    }
  }
  return { inWorker, onPage }
}

/** @param {{quick: boolean}} options */
export async function run({ quick }) {
  const amounts = quick ? QUICK : FULL
  const started = performance.now()
  const say = (/** @type {string} */ text) =>
    console.log(`${`${Math.round((performance.now() - started) / 1000)} s`.padStart(6)}  ${text}`)
  const bench = await prepare()
  const { about, all, settings } = bench
  try {
    say(`${about.processor}, ${about.cores} cores, ${about.browser}, load ${about.loadBefore}`)
    say(
      `Whatsit beside ${all
        .filter(({ own }) => !own)
        .map(({ name, arithmetic }) => `${name} (${arithmetic})`)
        .join(', ')}`,
    )
    say('First and repeat visits ...')
    const { first, repeat, addresses } = await visits(bench, amounts)
    /** @type {(Awaited<ReturnType<typeof latency>> & {setting: Setting})[]} */
    const steady = []
    for (const [at, setting] of settings.entries()) {
      say(`cat.jpg and a photograph of 12 megapixels, ${setting.name} ...`)
      steady.push({ setting, ...(await latency(bench, setting, at === 0 ? addresses : new Map(), amounts)) })
    }
    say(`${amounts.set} photographs of 1 to 12 megapixels, ${settings[0]?.name} ...`)
    const { times: many, decoding } = await throughput(bench, addresses, amounts)
    const perSecond = (/** @type {readonly number[]} */ ms) =>
      rounded((amounts.set / ms.reduce((sum, one) => sum + one, 0)) * 1000)
    say("The page's own thread ...")
    const threads = await mainThread(bench, addresses, amounts)
    const results = all.map((subject) => {
      const near = steady.flatMap(({ agreements }) => agreements.of(subject))
      const of = (/** @type {Records<any>} */ records, /** @type {string} */ field) =>
        spread(records.of(subject).map((one) => one[field]))
      return {
        ...subject,
        firstVisit: { ready: of(first, 'ready'), answer: of(first, 'answer'), bytes: of(first, 'bytes') },
        repeatVisit: { ready: of(repeat, 'ready'), answer: of(repeat, 'answer'), bytes: of(repeat, 'bytes') },
        steady: steady.map(({ setting, cat, photograph }) => ({
          setting: setting.name,
          threads: setting.threads,
          cat: spread(cat.of(subject)),
          photograph: spread(photograph.of(subject)),
        })),
        picturesPerSecond: perSecond(many.of(subject)),
        blocks: many.of(subject).map((ms) => rounded((amounts.set / amounts.blocks / ms) * 1000)),
        longestTask: {
          inWorker: spread(threads.inWorker.of(subject)),
          ...(subject.own ? {} : { onPage: spread(threads.onPage.of(subject)) }),
        },
        agreement: {
          pictures: EXAMPLES.length,
          sameFirst: near.filter(({ sameFirst }) => sameFirst).length / settings.length,
          largestDifference: rounded(Math.max(...near.map(({ difference }) => difference))),
        },
      }
    })
    await writeResult('peers', about, {
      quick,
      set: { ...SET, count: amounts.set, decodedPerSecond: perSecond(decoding) },
      results,
    })
    say('Done.')
  } finally {
    await bench.browser.close()
    bench.own.close()
    bench.theirs.close()
  }
}
