/**
 * `whatsit bench`: how long one picture takes on this machine, by engine. The engines take turns within each round, so that
 * whatever else the machine does meets all of them alike, and what is compared are times of the same round.
 */
import { join } from 'node:path'
import type { Classification } from '../../core/classification.ts'
import type { ClassifierPool } from '../pool/api.ts'
import type { Command, Given, Interruption, Outside } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure, UsageError } from './failure.ts'
import { textOf, wholeNumber } from './parse.ts'
import { MODEL, MODELS, mustOffer, notStarted, poolOptions } from './pool-flags.ts'
import { readFile } from './read-file.ts'
import { table } from './table.ts'

const ENGINES = ['whatsit', 'ort', 'native'] as const
type BenchEngine = (typeof ENGINES)[number]

const ROUNDS = 20
const MAX_ROUNDS = 10_000
/** Before anything counts: the compiler's second tier, and the first allocations. */
const WARM_UP = 5

/** Milliseconds of each round. */
interface Measured {
  readonly engine: BenchEngine
  /** From the file's bytes to the answer. */
  readonly whole: readonly number[]
  /** Of that, the network. */
  readonly run: readonly number[]
}

interface Starting {
  readonly engine: BenchEngine
  readonly pool: ClassifierPool
}

export const bench: Command = {
  name: 'bench',
  words: '[file]',
  summary: 'Measure here how long a picture takes, by engine.',
  details: `Each engine answers the same picture on one thread, in turns. "native" is there
where onnxruntime-node is installed beside whatsit. Times are milliseconds: the
median, the fastest and the slowest; the ratio is the median over the rounds of
each engine's time by the first one's.`,
  flags: [
    MODEL,
    { name: 'rounds', value: 'n', help: `How often each engine answers. (${ROUNDS})` },
    { name: 'json', help: 'One JSON object, with the time of every round.' },
    MODELS,
  ],
  examples: ['whatsit bench', 'whatsit bench --rounds 100 photograph.jpg'],

  async run(given, outside) {
    const [file = join(outside.folders.site, 'pictures', 'cat.jpg'), second] = given.words
    if (second !== undefined) throw new UsageError('whatsit bench measures one picture.')
    const rounds = wholeNumber(given, 'rounds', 1, MAX_ROUNDS) ?? ROUNDS
    const model = textOf(given, 'model')
    const bytes = await readFile(file, outside.interrupted).catch((error) => {
      throw new Failure(`${file}: ${error.message}`)
    })
    const started = await startAll(given, outside, model)
    try {
      const ask = ({ pool }: Starting): Promise<Classification> =>
        pool.classify(bytes.slice(), { ...(model !== undefined && { model }) })
      const measured = await takeTurns(started, rounds, ask, outside).catch((error) => {
        throw notStarted(error)
      })
      // After Ctrl-C, what the rounds until then gave; nothing where there was none.
      if (measured.every(({ run }) => run.length > 0)) {
        await outside.out.write(given.flags.has('json') ? asJson(file, measured) : asTable(measured))
      }
      const reason: Interruption | undefined = outside.interrupted.reason
      return reason === undefined || reason === 'reader gone' ? EXIT.ok : EXIT[reason]
    } finally {
      await Promise.all(started.map(({ pool }) => pool.terminate()))
    }
  },
}

/** Those engines that work here; why the others do not is told. */
async function startAll(given: Given, outside: Outside, model: string | undefined): Promise<readonly Starting[]> {
  const started: Starting[] = []
  try {
    for (const engine of ENGINES) {
      const options = { ...poolOptions(given, outside, 1, 1), engine }
      const pool = await outside.createPool(options)
      started.push({ engine, pool })
      if (model !== undefined) mustOffer(pool, model)
      await pool.ready.catch(async (error) => {
        started.pop()
        await pool.terminate()
        await outside.err.write(`${engine} is left out: ${error.message}\n`)
      })
    }
    if (started.length === 0) throw new Failure('No engine works on this machine.')
    return started
  } catch (error) {
    await Promise.all(started.map(({ pool }) => pool.terminate()))
    throw error
  }
}

async function takeTurns(
  started: readonly Starting[],
  rounds: number,
  ask: (one: Starting) => Promise<Classification>,
  { now, interrupted }: Outside,
): Promise<readonly Measured[]> {
  const measured = started.map(({ engine }) => ({ engine, whole: [] as number[], run: [] as number[] }))
  for (let round = -WARM_UP; round < rounds && !interrupted.aborted; round++) {
    // Every other round begins with the other end, so that none always comes after the same one.
    const order = started.map((_, index) => (round % 2 === 0 ? index : started.length - 1 - index))
    for (const index of order) {
      const one = started[index]
      if (one === undefined) continue
      const start = now()
      const { timing } = await ask(one)
      if (round < 0) continue
      measured[index]?.whole.push(now() - start)
      measured[index]?.run.push(timing.run)
    }
  }
  return measured
}

/** @param values  at least one */
function spread(values: readonly number[]): { readonly median: number; readonly min: number; readonly max: number } {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (index: number): number => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  }
}

/** Round by round against the first engine. */
function ratioTo(first: Measured, other: Measured): number {
  return spread(other.whole.map((ms, round) => ms / (first.whole[round] ?? Number.NaN))).median
}

const digits = (ms: number): string => (ms < 100 ? ms.toPrecision(3) : ms.toFixed(0))

function asTable(measured: readonly Measured[]): string {
  const [first] = measured
  if (first === undefined) return ''
  const rows = measured.map((one) => {
    const whole = spread(one.whole)
    const run = spread(one.run)
    const times = [whole.median, whole.min, whole.max, run.median].map(digits)
    return [one.engine, ...times, ratioTo(first, one).toFixed(2)]
  })
  const heading = ['engine', 'a picture', 'fastest', 'slowest', 'network alone', 'ratio']
  return table([heading, ...rows], [1, 2, 3, 4, 5])
}

function asJson(file: string, measured: readonly Measured[]): string {
  return `${JSON.stringify({ file, engines: measured })}\n`
}
