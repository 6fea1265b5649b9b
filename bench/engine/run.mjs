/**
 * Our engine beside onnxruntime-web on the same models, in one Chromium: all take turns within each round, and every other
 * round goes the other way, so that what else the machine does meets all alike. README.md here says what is measured.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../../tools/command.mjs'
import { Chromium } from '../browser/chromium.mjs'
import { Page } from '../browser/page.mjs'
import { machine } from '../machine.mjs'
import { writeResult } from '../results.mjs'
import { spread } from '../statistics.mjs'
import { buildPage, openEngineSite } from './site.mjs'

/** @typedef {import('./page/contestant.ts').Setting} Setting */
/** @typedef {import('./page/main.ts').EnginesPage} EnginesPage */

const ENGINES = /** @type {const} */ (['whatsit', 'onnxruntime-web'])
const KERNELS = ['kernels.wasm', 'kernels-threads.wasm']

/** Before anything counts: the compiler's second tier. */
const WARM_UP_RUNS = 50
const RUNS_PER_TURN = 10
/** New workers for the first answer, and engines made again in the same one. */
const STARTS = 5
const KERNEL_ROUNDS = 60

/** @param {number} threads */
const settingsFor = (threads) => ENGINES.map((engine) => ({ engine, threads }))

/** @param {Setting} setting */
const nameOf = ({ engine, threads }) => `${engine}, ${threads} thread${threads > 1 ? 's' : ''}`

/** Calls a function of the page's. @param {Page} page @param {keyof EnginesPage} name @param {unknown[]} args */
const ask = (page, name, ...args) =>
  page.evaluate((name, args) => /** @type {any} */ (globalThis).engines[name](...args), name, args)

/** @param {readonly number[]} ours @param {readonly number[]} theirs @returns {number} */
const largestDifference = (ours, theirs) =>
  ours.reduce((most, number, index) => Math.max(most, Math.abs(number - (theirs[index] ?? Number.NaN))), 0)

/** @param {Page} page @param {string} folder @param {readonly Setting[]} settings */
async function starts(page, folder, settings) {
  const records = new Map(settings.map((setting) => [nameOf(setting), { first: [0], again: [0], firstRun: [0] }]))
  for (const record of records.values()) for (const list of Object.values(record)) list.length = 0
  for (let time = 0; time < STARTS; time++) {
    for (const setting of time % 2 === 0 ? settings : settings.toReversed()) {
      const name = nameOf(setting)
      const record = records.get(name)
      const { create, firstRun } = await ask(page, 'open', name, setting, folder)
      record?.first.push(create + firstRun)
      record?.firstRun.push(firstRun)
      for (let again = 0; again < 2; again++) record?.again.push((await ask(page, 'again', name)).create)
      await ask(page, 'close', name)
    }
  }
  return records
}

/** @param {Page} page @param {string} folder @param {readonly Setting[]} settings @param {number} rounds */
async function runs(page, folder, settings, rounds) {
  /** @type {Map<string, number[]>} */
  const times = new Map()
  for (const setting of settings) {
    const name = nameOf(setting)
    await ask(page, 'open', name, setting, folder)
    await ask(page, 'run', name, WARM_UP_RUNS)
    times.set(name, [])
  }
  for (let round = 0; round < rounds; round++) {
    for (const setting of round % 2 === 0 ? settings : settings.toReversed()) {
      const name = nameOf(setting)
      times.get(name)?.push(...(await ask(page, 'run', name, RUNS_PER_TURN)))
    }
  }
  const [first, ...others] = await Promise.all(settings.map((setting) => ask(page, 'logits', nameOf(setting))))
  const differences = others.map((logits) => largestDifference(logits, first))
  for (const setting of settings) await ask(page, 'close', nameOf(setting))
  return { times, differences }
}

/** The quotient of the fastest, and of the medians. @param {readonly number[]} ours @param {readonly number[]} theirs */
function ratios(ours, theirs) {
  const [one, other] = [spread(ours), spread(theirs)]
  return {
    ofFastest: Number((one.min / other.min).toFixed(3)),
    ofMedians: Number((one.median / other.median).toFixed(3)),
  }
}

/** @param {Page} page @param {string} id @param {number[]} threadCounts @param {number} rounds */
async function measureModel(page, id, threadCounts, rounds) {
  const folder = `models/${id}/`
  const results = []
  for (const threads of threadCounts) {
    const settings = settingsFor(threads)
    const started = await starts(page, folder, settings)
    const { times, differences } = await runs(page, folder, settings, rounds)
    const [ours = [], theirs = []] = settings.map((setting) => times.get(nameOf(setting)) ?? [])
    results.push({
      threads,
      ratio: ratios(ours, theirs),
      largestLogitDifference: differences[0],
      engines: settings.map((setting) => {
        const record = started.get(nameOf(setting))
        return {
          engine: setting.engine,
          run: spread(times.get(nameOf(setting)) ?? []),
          firstAnswer: spread(record?.first ?? []),
          firstRun: spread(record?.firstRun ?? []),
          createAgain: spread(record?.again ?? []),
        }
      }),
    })
  }
  const { memory, kernels } = await ask(page, 'kernels', folder, KERNEL_ROUNDS)
  const rated = kernels.map((/** @type {import('./page/kernels.ts').KernelTime} */ { kernel, ms, macs }) => ({
    kernel,
    ms: Number(ms.toFixed(3)),
    macs,
    gigaMacsPerSecond: Number((macs / ms / 1e6).toFixed(1)),
  }))
  return { model: id, memory, results, kernels: rated }
}

async function kernelSizes() {
  const built = join(root, 'src', 'engine', 'kernels', 'built')
  const files = await Promise.all(KERNELS.map((name) => readFile(join(built, name))))
  return files.map((file, index) => ({
    file: KERNELS[index],
    bytes: file.length,
    gzip: gzipSync(file, { level: 9 }).length,
  }))
}

/** @param {{rounds: number, models: string}} options  `models` is a folder of model folders */
export async function run({ rounds, models }) {
  await buildPage()
  const { models: ids } = JSON.parse(await readFile(join(models, 'index.json'), 'utf8'))
  const site = await openEngineSite(models)
  const browser = await Chromium.start()
  try {
    const about = machine(await browser.version())
    const threadCounts = about.cores > 1 ? [1, 2] : [1]
    const page = await Page.open(browser)
    await page.navigate(site.address)
    await page.evaluate(async () => {
      while (document.readyState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 5))
    })
    const measured = []
    for (const id of ids) {
      console.log(`${id}, ${rounds} rounds ...`)
      measured.push(await measureModel(page, id, threadCounts, rounds))
    }
    await writeResult('engine', about, {
      rounds,
      runsPerTurn: RUNS_PER_TURN,
      kernels: await kernelSizes(),
      models: measured,
    })
  } finally {
    await browser.close()
    site.close()
  }
}
