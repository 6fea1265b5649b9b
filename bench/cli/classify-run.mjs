/** One run of `whatsit classify`, watched from outside: rows as they come, and the memory of the program between them. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../../tools/command.mjs'

/** Rows between two looks at the memory. */
const EVERY = 20

/** @returns {number}  bytes that the program holds in memory; NaN where the system does not tell it this way */
function residentBytes(/** @type {number} */ pid) {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
  } catch {
    return Number.NaN
  }
}

/**
 * @typedef {object} Run
 * @property {number | null} code
 * @property {number} rows
 * @property {number} failed
 * @property {number} startMs  from the program's start to its first row
 * @property {number} perSecond  from the first row to the last
 * @property {readonly number[]} resident  bytes, every twenty rows
 * @property {number} [endMs]  from Ctrl-C to the end
 * @property {string} said  on stderr
 */

/**
 * @param {readonly string[]} args  after `classify --json`
 * @param {{interruptAfter?: number}} [options]  the row after which Ctrl-C comes
 * @returns {Promise<Run>}
 */
export async function classifyRun(args, { interruptAfter } = {}) {
  const start = performance.now()
  const child = spawn(process.execPath, [join(root, 'dist-node', 'whatsit.js'), 'classify', '--json', ...args])
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  /** @type {number[]} */
  const resident = []
  let [rows, failed, first, last, interrupted] = [0, 0, Number.NaN, Number.NaN, Number.NaN]
  for await (const line of createInterface({ input: child.stdout })) {
    last = performance.now()
    if (++rows === 1) first = last
    if ('error' in JSON.parse(line)) failed++
    if (rows % EVERY === 0 && child.pid !== undefined) resident.push(residentBytes(child.pid))
    if (rows === interruptAfter) {
      interrupted = performance.now()
      child.kill('SIGINT')
    }
  }
  const code = await ended
  return {
    code,
    rows,
    failed,
    startMs: first - start,
    perSecond: ((rows - 1) / (last - first)) * 1000,
    resident,
    ...(interruptAfter !== undefined && { endMs: performance.now() - interrupted }),
    said,
  }
}
