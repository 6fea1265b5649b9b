/** The numbers of results/*.json as Markdown, in results/table.md and between the marks of README.md. */
import { writeFile } from 'node:fs/promises'
import { markdown, putIntoReadme } from './markdown.mjs'
import { KINDS, UNTIL_THE_ANSWER } from './measure/kinds.mjs'
import { readResult, resultPath } from './results.mjs'

/** @typedef {import('./statistics.mjs').Spread} Spread */

/** @param {number} bytes */
export const size = (bytes) => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(2)} MB` : `${(bytes / 1e3).toFixed(1)} kB`)

/** @param {number} ms */
export const time = (ms) => (ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2))

/** "31.2 (30.1 to 40.0)" @param {Spread} spread */
const times = ({ median, min, max }) => `${time(median)} (${time(min)} to ${time(max)})`

/** How much faster the first is than the second. @param {Spread} one @param {Spread} other */
const ratio = (one, other) => `${(other.median / one.median).toFixed(2)} x`

/** @param {Spread} one @param {Spread} other */
const share = (one, other) => (one.median / other.median).toFixed(2)

/**
 * A table with a column per setting and, where there are two, how much faster the first is.
 *
 * @param {readonly any[]} settings
 * @param {string} heading
 * @param {readonly (readonly [name: string, pick: (setting: any) => Spread])[]} lines
 */
function comparison(settings, heading, lines) {
  const [one, other] = settings
  const both = other !== undefined
  return markdown([
    [heading, ...settings.map(({ setting }) => setting), ...(both ? ['ratio'] : [])],
    ...lines.map(([name, pick]) => [
      name,
      ...settings.map((setting) => times(pick(setting))),
      ...(both ? [ratio(pick(one), pick(other))] : []),
    ]),
  ])
}

/** @param {any} bytes @returns {string} */
function bytesTable({ visits: [visit], sizes }) {
  const names = /** @type {Record<string, string>} */ ({
    page: 'page: HTML, CSS, script, thumbnails, icon',
    worker: 'worker: its script, and its thread’s that prepares pictures',
    engine: 'engine: its kernels, its threads’ script',
    model: 'model: EfficientNet-Lite0',
    labels: 'labels',
    manifests: 'list of models, manifest',
    'service worker': 'service worker: its script',
    'offline copy': 'offline copy: what the service worker fetches beside',
    reference: 'onnxruntime-web',
  })
  const untilTheAnswer = UNTIL_THE_ANSWER.reduce((sum, kind) => sum + visit.kinds[kind], 0)
  const shell = sizes.find((/** @type {any} */ line) => line.name === 'shell')
  return `${markdown([
    ['first visit, on the wire with brotli', 'bytes'],
    ...KINDS.map((kind) => [names[kind] ?? kind, size(visit.kinds[kind])]),
    ['**until the first answer** (aim: at most 5.0 MB)', `**${size(untilTheAnswer)}**`],
    [`**all** (aim: at most 6 MB; the server counted ${size(visit.countedByServer)})`, `**${size(visit.total)}**`],
    ['on the second visit, when there is time: onnxruntime-web', size(visit.second.kinds.reference)],
    ['· the rest of that visit', size(visit.second.total - visit.second.kinds.reference)],
  ])}

Scripts of the shell: **${size(shell.bytes)}** gzip of the ${size(shell.limit)} that the build allows.`
}

/** A machine that did other things too: said, since it is in every number. @param {import('./results.mjs').Machine} machine */
export function busyNote({ loadBefore, cores }) {
  if (loadBefore < cores / 2) return ''
  return `
**The machine was busy with other things (load ${loadBefore} on ${cores} cores): the fastest of each is nearer the truth.**`
}

/** @returns {Promise<string>} */
async function render() {
  const [bytes, visits, latency, preprocess, busy] = await Promise.all(
    ['bytes', 'visits', 'latency', 'preprocess', 'main-thread'].map(readResult),
  )
  const { machine } = latency
  const { script, simd } = preprocess.preprocess
  const [best] = visits.visits
  const reference = visits.visits.at(-1)
  const { width, height, bytes: photographBytes } = latency.photograph
  const longest = busy.longestTask.map((/** @type {any} */ line) => line.classifying.cpu.max)
  const starting = busy.longestTask.map((/** @type {any} */ line) => line.starting.cpu.max)
  return `Measured by \`npm run bench\` on ${machine.date}: ${machine.processor}, ${machine.cores} cores, ${machine.system},
${machine.browser.replace('/', ' ')} (headless), onnxruntime-web ${machine.onnxruntimeWeb}; browser and server on one machine, no network between. Times are
medians in milliseconds, with the fastest and the slowest in brackets; the settings took turns, ${latency.rounds} rounds. "1 thread" is
the same site without the headers that allow threads, as on plain static hosting.${busyNote(machine)}

${bytesTable(bytes)}

${comparison(visits.visits.slice(0, -1), 'visit', [
  ['first visit: ready', (setting) => setting.first.ready],
  ['its first answer, after ready', (setting) => setting.first.firstAnswer],
  ['second visit: ready (aim: under 1000)', (setting) => setting.second.ready],
  ['later visits: something to see', (setting) => setting.later.paint],
  ['later visits: ready (aim: under 1000)', (setting) => setting.later.ready],
  ['their first answer, after ready', (setting) => setting.later.firstAnswer],
])}

With onnxruntime-web in place of our own engine (\`?engine=ort\`), and as many threads as in the first column, a first visit is ready in ${times(reference.first.ready)} ms and a later
one in ${times(reference.later.ready)}: with ours in **${share(best.first.ready, reference.first.ready)}** and **${share(best.later.ready, reference.later.ready)}** of it (aim for the later one: at most 0.60).

${comparison(latency.latency, 'a picture, from the file to its labels', [
  ['cat.jpg, 451 x 300', (setting) => setting.cat.whole],
  ['· decode', (setting) => setting.cat.decode],
  ['· preprocess', (setting) => setting.cat.preprocess],
  ['· run', (setting) => setting.cat.run],
  [`photograph, ${width} x ${height}, ${size(photographBytes)}`, (setting) => setting.photograph.whole],
  ['· decode', (setting) => setting.photograph.decode],
  ['· preprocess, with reading the pixels back', (setting) => setting.photograph.preprocess],
  ['· run', (setting) => setting.photograph.run],
])}

Preprocessing that photograph alone, from decoded pixels, on one thread: **${times(simd)} ms** with the SIMD resampler (aim: under 25),
${times(script)} ms in plain TypeScript, which gives the same bytes: **${ratio(simd, script)}**. Longest task of the page's own thread, in processor time: **${time(Math.max(...longest))} ms** while that photograph is shown
and classified, ${time(Math.max(...starting))} ms while the page starts on a later visit (promised: at most 50).`
}

/** Writes the table, and into README.md where that has the two marks. */
export async function writeTable() {
  const table = await render()
  await writeFile(resultPath('table.md'), `${table}\n`)
  await putIntoReadme('bench', table)
}
