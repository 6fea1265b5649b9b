/**
 * Our engine beside onnxruntime-web and LiteRT.js on the same models, in one Chromium: all take turns within each round, in
 * another order each time, so that what else the machine does meets all alike. README.md here says what is measured.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../../tools/command.mjs'
import { Chromium } from '../browser/chromium.mjs'
import { Page } from '../browser/page.mjs'
import { machine } from '../machine.mjs'
import { writeResult } from '../results.mjs'
import { inTurn } from '../rounds.mjs'
import { spread } from '../statistics.mjs'
import { prepareLiteRt } from './litert.mjs'
import { largestDifference, ratios } from './ratios.mjs'
import { buildPage, openEngineSite } from './site.mjs'

/** @typedef {import('./page/serve.ts').Setting} Setting */
/** @typedef {Setting['engine']} EngineName */
/** @typedef {import('./page/main.ts').EnginesPage} EnginesPage */

const KERNELS = ['kernels.wasm', 'kernels-threads.wasm']

/** Before anything counts: the compiler's second tier. */
const WARM_UP_RUNS = 50
const RUNS_PER_TURN = 10
/** New workers for the first answer, and engines made again in the same one. */
const STARTS = 5
const KERNEL_ROUNDS = 60

/** @param {Setting} setting */
const nameOf = ({ engine, threads }) => `${engine}, ${threads} thread${threads > 1 ? 's' : ''}`

/** Calls a function of the page's. @param {Page} page @param {keyof EnginesPage} name @param {unknown[]} args */
const ask = (page, name, ...args) =>
  page.evaluate((name, args) => /** @type {any} */ (globalThis).engines[name](...args), name, args)

/** @param {Page} page @param {string} folder @param {readonly Setting[]} settings */
async function starts(page, folder, settings) {
  const records = new Map(settings.map((setting) => [nameOf(setting), { first: [0], again: [0], firstRun: [0] }]))
  for (const record of records.values()) for (const list of Object.values(record)) list.length = 0
  for (let time = 0; time < STARTS; time++) {
    for (const setting of inTurn(settings, time)) {
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
    for (const setting of inTurn(settings, round)) {
      const name = nameOf(setting)
      times.get(name)?.push(...(await ask(page, 'run', name, RUNS_PER_TURN)))
    }
  }
  const [first, ...others] = await Promise.all(settings.map((setting) => ask(page, 'logits', nameOf(setting))))
  const differences = others.map((logits, at) => [settings[at + 1]?.engine, largestDifference(first, logits)])
  for (const setting of settings) await ask(page, 'close', nameOf(setting))
  return { times, differences: Object.fromEntries(differences) }
}

/**
 * @param {Page} page
 * @param {string} id
 * @param {{engines: readonly EngineName[], threadCounts: readonly number[], rounds: number}} amounts  ours first
 */
async function measureModel(page, id, { engines, threadCounts, rounds }) {
  const folder = `models/${id}/`
  const results = []
  for (const threads of threadCounts) {
    const settings = engines.map((engine) => ({ engine, threads }))
    const started = await starts(page, folder, settings)
    const { times, differences } = await runs(page, folder, settings, rounds)
    results.push({
      threads,
      ratios: ratios(settings.map((setting) => ({ ...setting, times: times.get(nameOf(setting)) ?? [] }))),
      largestLogitDifferences: differences,
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

/**
 * @param {object} options
 * @param {number} options.rounds
 * @param {string} options.models  a folder of model folders
 * @param {boolean} options.liteRt  measure it too, if it can be had: the models must be the shipped ones
 */
export async function run({ rounds, models, liteRt }) {
  await buildPage()
  const liteRtJs = liteRt ? await prepareLiteRt() : undefined
  /** @type {EngineName[]} */
  const engines = ['whatsit', 'onnxruntime-web', ...(liteRtJs ? /** @type {const} */ (['LiteRT.js']) : [])]
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
      measured.push(await measureModel(page, id, { engines, threadCounts, rounds }))
    }
    await writeResult('engine', about, {
      ...(liteRtJs ? { liteRtJs } : {}),
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
