/** The numbers of results/peers.json as a Markdown table in README.md and as a drawing in docs/. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../tools/command.mjs'
import { markdown, putIntoReadme } from '../markdown.mjs'
import { readResult } from '../results.mjs'
import { busyNote, size, time } from '../table.mjs'
import { chart } from './chart.mjs'

const CHART = 'docs/peers.svg'

/** @typedef {any} Result  one of results/peers.json; run.mjs writes them */
/** @typedef {{name: string, of: (result: Result) => number, text: (value: number) => string}} Measure */

/** @param {number} value */
const perSecond = (value) => value.toFixed(1)

/** @param {readonly Result[]} results @returns {Measure[]} */
function measures([first]) {
  const settings = first.steady.map((/** @type {{setting: string}} */ { setting }) => setting)
  /** @param {'cat' | 'photograph'} picture @param {string} name @returns {Measure[]} */
  const steady = (picture, name) =>
    settings.map((/** @type {string} */ setting, /** @type {number} */ at) => ({
      name: `${name}, ${setting}, ms`,
      of: (/** @type {Result} */ { steady }) => steady[at][picture].median,
      text: time,
    }))
  return [
    { name: 'first visit: first answer, ms', of: ({ firstVisit }) => firstVisit.answer.median, text: time },
    { name: 'first visit: bytes', of: ({ firstVisit }) => firstVisit.bytes.median, text: size },
    { name: 'repeat visit: ready, ms', of: ({ repeatVisit }) => repeatVisit.ready.median, text: time },
    { name: 'repeat visit: first answer, ms', of: ({ repeatVisit }) => repeatVisit.answer.median, text: time },
    ...steady('cat', 'cat.jpg'),
    ...steady('photograph', 'photograph of 12 megapixels'),
    { name: 'many photographs, per second', of: ({ picturesPerSecond }) => picturesPerSecond, text: perSecond },
  ]
}

/** Ours divided by theirs. @param {Measure} measure @param {Result} own @param {Result} other */
const ratio = ({ of }, own, other) => (of(own) / of(other)).toFixed(2)

/** @param {Result} result */
const title = ({ name, arithmetic }) => (arithmetic === 'float32' ? name : `${name}, ${arithmetic}`)

/** @param {readonly Result[]} results */
function table(results) {
  const own = results.find((result) => result.own)
  /** @param {string} name @param {(result: Result) => string} cell */
  const row = (name, cell) => [name, ...results.map(cell)]
  return markdown([
    ['', ...results.map(title)],
    ...measures(results).map((measure) =>
      row(measure.name, (result) => {
        const value = measure.text(measure.of(result))
        return result.own ? value : `${value} (${ratio(measure, own, result)})`
      }),
    ),
    row("longest task of the page's thread, ms", ({ longestTask }) => time(longestTask.inWorker.max)),
    row('the same without a worker', ({ longestTask }) => (longestTask.onPage ? time(longestTask.onPage.max) : '')),
    row("Python's first answer", ({ agreement }) => `${agreement.sameFirst} of ${agreement.pictures}`),
    row('largest difference of a score', ({ agreement }) => agreement.largestDifference.toFixed(4)),
  ])
}

/** What was aimed at, and what came of it, in sentences. @param {readonly Result[]} results */
function aims(results) {
  const own = results.find((result) => result.own)
  const same = results.find(({ id }) => id === 'transformers')
  const others = results.filter((result) => !result.own)
  const all = measures(results)
  /** @param {string} start @returns {Measure[]} */
  const named = (start) => all.filter(({ name }) => name.startsWith(start))
  const ratios = (/** @type {string} */ start) =>
    named(start)
      .map((one) => ratio(one, own, same))
      .join(' and ')
  const fastest = others
    .filter(({ arithmetic }) => arithmetic === 'float32')
    .reduce((best, one) => (one.picturesPerSecond > best.picturesPerSecond ? one : best))
  const lightest = others.reduce((best, one) =>
    one.firstVisit.bytes.median < best.firstVisit.bytes.median ? one : best,
  )
  const settings = own.steady.map((/** @type {{setting: string}} */ { setting }) => setting).join(' and ')
  const [bytes] = named('first visit: bytes')
  const [many] = named('many')
  return `- Beside ${same.name}, the same model, ${settings}: cat.jpg in ${ratios('cat.jpg')} of its
  time, the photograph in ${ratios('photograph')} (aim: at most 0.90); ready on a repeat visit in ${ratios('repeat visit: ready')} (aim: at most 0.50).
- Many photographs: ${many ? ratio(many, own, fastest) : ''} times as many a second as ${fastest.name}, the fastest with the same float32 network (aim: at least 1.30).
- First visit: ${bytes ? ratio(bytes, own, lightest) : ''} of the bytes of ${title(lightest)}, the lightest (aim: at most 1.00).`
}

/** @param {readonly Result[]} results */
function panels(results) {
  const shown = ['cat.jpg', 'photograph', 'repeat visit: ready', 'many', 'first visit: first', 'first visit: bytes']
  const all = measures(results)
  return shown.flatMap((start) => {
    // Of several settings the first, which has the most threads.
    const measure = all.find(({ name }) => name.startsWith(start))
    if (!measure) return []
    const bars = results.map((result) => ({
      name: title(result),
      own: result.own,
      value: measure.of(result),
      text: measure.text(measure.of(result)),
    }))
    return [{ title: measure.name, better: start === 'many' ? 'more is better' : 'less is better', bars }]
  })
}

/** Writes the drawing, and the table into README.md where that has the two marks. */
export async function writePeersTable() {
  const { machine, set, results, quick } = await readResult('peers')
  await writeFile(join(root, CHART), chart(panels(results), 'Whatsit beside other classifiers: times, rates and bytes'))
  const text = `![${panels(results)
    .map(({ title }) => title)
    .join('; ')}: bars, with the numbers of the table below](${CHART})

Measured by \`npm run bench:peers\` on ${machine.date}${quick ? ' (a quick look, not to be relied on)' : ''}: ${machine.processor}, ${machine.cores} cores, ${machine.browser.replace('/', ' ')} (headless).
Everybody took turns in one browser, with the same pictures; medians. In brackets: Whatsit's number divided by theirs.
From the Blob to the labels, by each one's own means; who, how and why: [bench/peers](bench/peers/README.md).${busyNote(machine)}

${table(results)}

"Many photographs" are ${set.count} JPEGs of 1 to 12 megapixels, all handed over at once. The browser alone decodes ${perSecond(set.decodedPerSecond)} of them a second.

${aims(results)}`
  await putIntoReadme('peers', text)
}
