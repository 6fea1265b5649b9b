/** The numbers of results/engine.json as Markdown, in results/engine.md, and the runs alone in docs/engine.md. */
import { writeFile } from 'node:fs/promises'
import { markdown, putInto } from '../markdown.mjs'
import { readResult, resultPath } from '../results.mjs'
import { busyNote, time } from '../table.mjs'
import { ratioBesideAim } from './ratios.mjs'

/** @typedef {import('../statistics.mjs').Spread} Spread */

/** "16.2 (15.1 to 20.0)" @param {Spread} spread */
const times = ({ median, min, max }) => `${time(median)} (${time(min)} to ${time(max)})`

/** @param {number} threads */
const onThreads = (threads) => `${threads} thread${threads > 1 ? 's' : ''}`

/** @param {any} result  of one model and number of threads @returns {string[]}  the engines' names, ours first */
const engineNames = ({ engines }) => engines.map((/** @type {any} */ { engine }) => engine)

/** Every run, and what it should be. @param {readonly any[]} models */
function runTable(models) {
  const names = engineNames(models[0].results[0])
  return markdown([
    ['a run, ms', ...names, ...names.slice(1).map((name) => `of ${name}'s`)],
    ...models.flatMap(({ model, results }) =>
      results.map((/** @type {any} */ { threads, engines, ratios }) => [
        `${model}, ${onThreads(threads)}`,
        ...engines.map((/** @type {any} */ { run }) => times(run)),
        ...names.slice(1).map((name) => ratioBesideAim(ratios[name])),
      ]),
    ),
  ])
}

/** What comes before the runs. @param {any} model */
function startTable({ model, results }) {
  const names = engineNames(results[0])
  /** @param {string} name @param {(engine: any) => Spread} pick */
  const rows = (name, pick) =>
    results.map((/** @type {any} */ { threads, engines: [own, ...others] }) => [
      `${name}, ${onThreads(threads)}`,
      ...[own, ...others].map((engine) => times(pick(engine))),
      ...others.map((/** @type {any} */ other) => (pick(own).min / pick(other).min).toFixed(2)),
    ])
  return markdown([
    [`${model}, ms`, ...names, ...names.slice(1).map((name) => `of ${name}'s`)],
    ...rows('from bytes to the first answer', ({ firstAnswer }) => firstAnswer),
    ...rows('the engine made again', ({ createAgain }) => createAgain),
  ])
}

/** @param {any} model */
function kernelTable({ model, kernels }) {
  return markdown([
    [`${model}, kernels on one thread`, 'ms', 'million multiply-adds', 'GMAC/s'],
    ...kernels.map((/** @type {any} */ { kernel, ms, macs, gigaMacsPerSecond }) => [
      kernel,
      ms.toFixed(2),
      (macs / 1e6).toFixed(1),
      gigaMacsPerSecond.toFixed(1),
    ]),
  ])
}

/** @param {any} model */
function notes({ model, memory, results }) {
  const differences = engineNames(results[0])
    .slice(1)
    .map((name) => {
      const apart = Math.max(...results.map((/** @type {any} */ one) => one.largestLogitDifferences[name]))
      return `from ${name}'s ${apart.toExponential(1)}`
    })
  return `- ${model}: ${(memory / 1e6).toFixed(1)} MB of memory; largest difference of a logit ${differences.join(', ')}.`
}

/** @param {any} measured */
function about({ machine, liteRtJs, rounds, runsPerTurn }) {
  const versions = [`onnxruntime-web ${machine.onnxruntimeWeb}`, ...(liteRtJs ? [`LiteRT.js ${liteRtJs}`] : [])]
  return `Measured by \`npm run bench:engine\` on ${machine.date}: ${machine.processor}, ${machine.cores} cores, ${machine.system},
${machine.browser.replace('/', ' ')} (headless), ${versions.join(', ')}; load before ${machine.loadBefore}. Times are medians in milliseconds,
with the fastest and the slowest in brackets; the engines took turns, ${rounds} rounds of ${runsPerTurn} runs. Ratios are of the fastest;
those in bold miss their aim.${busyNote(machine)}`
}

export async function writeEngineTable() {
  const measured = await readResult('engine')
  const { kernels, models } = measured
  const sizes = kernels.map((/** @type {any} */ { file, bytes, gzip }) => `${file} ${bytes} bytes, ${gzip} with gzip`)
  const runs = `${about(measured)}\n\n${runTable(models)}`
  const text = `${runs}

${models.map(startTable).join('\n\n')}

${models.map(notes).join('\n')}
- Kernels: ${sizes.join('; ')}.

${models.map(kernelTable).join('\n\n')}
`
  await writeFile(resultPath('engine.md'), text)
  await putInto('docs/engine.md', 'engine', runs)
}
