/** The numbers of results/cli.json as Markdown, in results/cli.md and in README.md. */
import { writeFile } from 'node:fs/promises'
import { markdown, putIntoReadme } from '../markdown.mjs'
import { readResult, resultPath } from '../results.mjs'
import { busyNote } from '../table.mjs'

const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(0)} MB`
const share = (/** @type {number} */ one, /** @type {number} */ other) => (one / other).toFixed(2)

/** @param {import('../statistics.mjs').Spread} spread @param {number} digits */
const spreadText = ({ median, min, max }, digits) =>
  `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`

/** @returns {Promise<string>} */
async function render() {
  const { machine, pictures, rounds, settings, long, interrupted } = await readResult('cli')
  const table = markdown([
    [`whatsit classify, ${pictures} JPEGs`, ...settings.map((/** @type {any} */ { jobs }) => `--jobs ${jobs}`)],
    ['pictures a second', ...settings.map((/** @type {any} */ { perSecond }) => spreadText(perSecond, 1))],
    [
      'from the start to the first answer, ms',
      ...settings.map((/** @type {any} */ { startMs }) => spreadText(startMs, 0)),
    ],
    ['memory at most', ...settings.map((/** @type {any} */ one) => megabytes(one.memory.most))],
  ])
  const { firstHalf, secondHalf, most } = long.memory
  return `Measured by \`npm run bench:cli\` on ${machine.date}: ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}.
JPEGs of 0.1 to 2 megapixels, from a folder; medians with the slowest and the fastest in brackets, ${rounds} rounds in turns.${busyNote(machine)}

${table}

Memory stays: over ${long.pictures} pictures the second half holds **${share(secondHalf, firstHalf)}** of what the first half does, at most ${megabytes(most)}.
Ctrl-C after ${interrupted.after} answers ended it in ${interrupted.endMs} ms, with ${interrupted.rows} whole lines kept.`
}

export async function writeCliTable() {
  const text = await render()
  await writeFile(resultPath('cli.md'), `${text}\n`)
  await putIntoReadme('cli', text)
}
