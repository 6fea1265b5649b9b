/** `whatsit classify`: what is in these pictures. */
import { answerAll, READ_AHEAD } from './answer-all.ts'
import type { Command, Given, Outside } from './command.ts'
import { UsageError } from './failure.ts'
import { inputs, isOnePicture } from './inputs.ts'
import { textOf, wholeNumber } from './parse.ts'
import { ENGINE, MODEL, MODELS, poolOptions, withPool } from './pool-flags.ts'
import { progressOn } from './progress.ts'
import type { RowFormat } from './row.ts'
import { csvRows } from './row-csv.ts'
import { humanRows } from './row-human.ts'
import { jsonRows } from './row-json.ts'

const TOP = 5
/** Of ImageNet's classes; a model that has fewer lists all of them. */
const MAX_TOP = 1000
const MAX_JOBS = 256
/** Unless more are asked for: each holds a model and the picture that it decodes. */
const JOBS = 16

export const classify: Command = {
  name: 'classify',
  words: '<file | folder | pattern | address | -> ...',
  summary: 'Say what is in pictures.',
  details: `Folders are searched, with all below them, for files that end as pictures do
(.jpg, .png, ...), without hidden ones and node_modules. Patterns in quotes
("holiday/**/*.jpg") are understood on every system. A web address is fetched;
- is one picture from stdin.

Answers come in the order of the pictures. One picture gets its guesses too;
several get a line each, unless --top asks for more. What cannot be answered
is told on stderr, and the rest goes on.`,
  flags: [
    { name: 'top', short: 'k', value: 'n', help: `How many guesses. (${TOP})` },
    MODEL,
    { name: 'json', help: 'One JSON object a line: file, and classification or error.' },
    { name: 'csv', help: 'CSV: file,answer,kind,score,label1,score1,...,error.' },
    { name: 'jobs', short: 'j', value: 'n', help: `Pictures at a time, each on a thread. (all cores, up to ${JOBS})` },
    ENGINE,
    MODELS,
  ],
  examples: [
    'whatsit classify cat.jpg',
    'whatsit classify --json holiday > holiday.ndjson',
    'whatsit classify --csv --top 3 "holiday/**/*.jpg" > holiday.csv',
    'curl -s https://example.org/cat.jpg | whatsit classify -',
  ],

  async run(given, outside) {
    const { words } = given
    if (words.length === 0) {
      throw new UsageError('Which pictures? Name files, folders, patterns or addresses, or - for stdin.')
    }
    if (words.includes('')) throw new UsageError('A name of a picture is empty ("").')
    if (words.filter((word) => word === '-').length > 1) throw new UsageError('There is one stdin: give - once.')
    const top = wholeNumber(given, 'top', 1, MAX_TOP)
    const mostJobs = wholeNumber(given, 'jobs', 1, MAX_JOBS) ?? Math.min(outside.cores, JOBS)
    // Each thread loads the model: one that never gets a picture is time lost.
    const jobs = (await areFiles(words.slice(0, mostJobs))) ? Math.min(mostJobs, words.length) : mostJobs
    const model = textOf(given, 'model')
    const options = poolOptions(given, outside, jobs, READ_AHEAD)
    const format = await formatOf(given, outside, top)
    const find = () => inputs(words, { ...outside, agent: `whatsit/${outside.version}` })

    return withPool(options, model, outside, (pool) => {
      const counter = count(find())
      const request = { topK: top ?? TOP, ...(model !== undefined && { model }) }
      const progress = progressOn(outside.err, outside.now)
      const { out, err, interrupted } = outside
      const total = () => counter.total
      return answerAll(find(), { pool, jobs, request, format, out, err, progress, total, interrupted }).finally(
        counter.stop,
      )
    })
  },
}

/** True where none of them may be more than one picture. */
async function areFiles(words: readonly string[]): Promise<boolean> {
  return (await Promise.all(words.map(isOnePicture))).every((isOne) => isOne)
}

async function formatOf(given: Given, outside: Outside, top: number | undefined): Promise<RowFormat> {
  const { words, flags } = given
  if (flags.has('json') && flags.has('csv')) throw new UsageError('--json and --csv are one or the other.')
  if (flags.has('json')) return jsonRows
  if (flags.has('csv')) return csvRows(top ?? TOP)
  const { hasColours, isTerminal } = outside.out
  const [word = ''] = words
  return humanRows({
    guesses: top !== undefined || (words.length === 1 && (await isOnePicture(word))),
    colours: hasColours && !flags.has('no-color'),
    bars: isTerminal,
    nameWidth: words.reduce((width, { length }) => Math.max(width, length), 0),
  })
}

/** Goes through all that will be asked, ahead of the answers, and keeps nothing but how many there are. */
function count(found: AsyncIterable<unknown>): { readonly total: number | undefined; readonly stop: () => void } {
  let seen = 0
  let total: number | undefined
  let isStopped = false
  void (async () => {
    for await (const _ of found) {
      if (isStopped) return
      seen++
    }
    total = seen
  })()
  return {
    get total() {
      return total
    },
    stop: () => {
      isStopped = true
    },
  }
}
