/**
 * Measures `whatsit classify` over a thousand generated pictures: pictures a second with one job and with as many as there
 * are cores, in turns; memory over a run, and over one of four times as many; what Ctrl-C leaves.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine } from '../machine.mjs'
import { writeResult } from '../results.mjs'
import { spread } from '../statistics.mjs'
import { classifyRun } from './classify-run.mjs'
import { makePictures } from './pictures.mjs'

const PICTURES = 1000
/** How often the folder is named in the long run. */
const TIMES_AS_MANY = 4
const INTERRUPT_AFTER = 300
/** Looks at the memory that belong to the start: the compilers and the allocators find their size. */
const SETTLING = 10

/** @param {readonly number[]} resident  bytes */
function memory(resident) {
  const settled = resident.slice(SETTLING)
  const half = Math.floor(settled.length / 2)
  const mean = (/** @type {readonly number[]} */ bytes) => bytes.reduce((sum, one) => sum + one, 0) / bytes.length
  return {
    most: Math.max(...resident),
    firstHalf: Math.round(mean(settled.slice(0, half))),
    secondHalf: Math.round(mean(settled.slice(half))),
  }
}

/** @param {import('./classify-run.mjs').Run} run @param {number} expected */
function mustBeWhole({ code, rows, failed, said }, expected) {
  if (code !== 0 || rows !== expected || failed > 0) {
    throw new Error(`It ended with ${code} after ${rows} of ${expected} rows, ${failed} of them errors:\n${said}`)
  }
}

/** @param {{rounds: number}} options */
export async function run({ rounds }) {
  const about = machine('')
  const folder = await mkdtemp(join(tmpdir(), 'whatsit-bench-cli-'))
  try {
    console.log(`Making ${PICTURES} pictures ...`)
    await makePictures(folder, PICTURES)
    const jobs = [...new Set([1, about.cores])]
    const settings = jobs.map((count) => ({
      jobs: count,
      runs: /** @type {import('./classify-run.mjs').Run[]} */ ([]),
    }))
    for (let round = 0; round < rounds; round++) {
      for (const { jobs: count, runs } of round % 2 === 0 ? settings : settings.toReversed()) {
        const one = await classifyRun(['--jobs', String(count), folder])
        mustBeWhole(one, PICTURES)
        runs.push(one)
        console.log(`${count} at a time: ${one.perSecond.toFixed(1)} a second`)
      }
    }
    const long = await classifyRun(Array(TIMES_AS_MANY).fill(folder))
    mustBeWhole(long, TIMES_AS_MANY * PICTURES)
    const cut = await classifyRun([folder], { interruptAfter: INTERRUPT_AFTER })
    const kept = new RegExp(`^Stopped: ${cut.rows} of 1,000 pictures answered\\.\n$`)
    if (cut.code !== 130 || !kept.test(cut.said)) throw new Error(`Ctrl-C ended it with ${cut.code}: ${cut.said}`)
    await writeResult('cli', about, {
      pictures: PICTURES,
      rounds,
      settings: settings.map(({ jobs: count, runs }) => ({
        jobs: count,
        perSecond: spread(runs.map(({ perSecond }) => perSecond)),
        startMs: spread(runs.map(({ startMs }) => startMs)),
        memory: memory(runs.at(-1)?.resident ?? []),
      })),
      long: {
        pictures: long.rows,
        memory: memory(long.resident),
        resident: long.resident.filter((_, at) => at % 10 === 9),
      },
      interrupted: { after: INTERRUPT_AFTER, rows: cut.rows, endMs: Math.round(cut.endMs ?? Number.NaN) },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
