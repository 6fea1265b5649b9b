/** The numbers of results/engine.json as Markdown, in results/engine.md. */
import { writeFile } from 'node:fs/promises'
import { readResult, resultPath } from '../results.mjs'

/** @typedef {import('../statistics.mjs').Spread} Spread */

/** @param {number} ms */
const time = (ms) => (ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2))

/** "16.2 (15.1 to 20.0)" @param {Spread} spread */
const times = ({ median, min, max }) => `${time(median)} (${time(min)} to ${time(max)})`

/** @param {readonly (readonly string[])[]} rows  the first holds the headings */
function markdown(rows) {
  const [heading = [], ...body] = rows
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`
  return [heading, heading.map((_, column) => (column === 0 ? '---' : '---:')), ...body].map(line).join('\n')
}

/** @param {any} model */
function modelTable({ model, results }) {
  /** @param {string} name @param {(engine: any) => Spread} pick */
  const rows = (name, pick) =>
    results.map((/** @type {any} */ { threads, engines }) => [
      `${name}, ${threads} thread${threads > 1 ? 's' : ''}`,
      ...engines.map((/** @type {any} */ engine) => times(pick(engine))),
      (pick(engines[0]).min / pick(engines[1]).min).toFixed(2),
    ])
  return markdown([
    [model, 'whatsit', 'onnxruntime-web', 'ratio of the fastest'],
    ...rows('a run', ({ run }) => run),
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

export async function writeEngineTable() {
  const { machine, rounds, runsPerTurn, kernels, models } = await readResult('engine')
  const sizes = kernels.map((/** @type {any} */ { file, bytes, gzip }) => `${file} ${bytes} bytes, ${gzip} with gzip`)
  const notes = models.map((/** @type {any} */ { model, memory, results }) => {
    const apart = Math.max(...results.map((/** @type {any} */ one) => one.largestLogitDifference))
    return `${model}: ${(memory / 1e6).toFixed(1)} MB of memory; largest difference of a logit from onnxruntime-web's ${apart.toExponential(1)}.`
  })
  const text = `Measured by \`npm run bench:engine\` on ${machine.date}: ${machine.processor}, ${machine.cores} cores, ${machine.system},
${machine.browser.replace('/', ' ')} (headless), onnxruntime-web ${machine.onnxruntimeWeb}; load before ${machine.loadBefore}. Times are medians in milliseconds,
with the fastest and the slowest in brackets; the engines took turns, ${rounds} rounds of ${runsPerTurn} runs.

${models.map(modelTable).join('\n\n')}

${notes.join('\n')}
Kernels: ${sizes.join('; ')}.

${models.map(kernelTable).join('\n\n')}
`
  await writeFile(resultPath('engine.md'), text)
}
