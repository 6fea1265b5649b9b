/** Everything that was started is ended, whatever happens: at the end, on a failure, on Ctrl-C, and when Node exits. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { within } from './within.mjs'

const GRACE_MS = 5000

/** @type {Set<() => Promise<void>>} */
const endings = new Set()
/** Process groups that are still there. @type {Set<number>} */
const groups = new Set()
/** @type {Set<string>} */
const folders = new Set()
let interrupted = false

/** True from Ctrl-C on: what fails then fails because it was ended. */
export const isInterrupted = () => interrupted

/**
 * @param {() => void | Promise<void>} ending  called once, by {@link endAll} or by whoever got it
 * @returns {() => Promise<void>}
 */
export function onEnd(ending) {
  const once = async () => {
    if (endings.delete(once)) await ending()
  }
  endings.add(once)
  return once
}

/** Ends the last started first. One that hangs or fails keeps none of the others from being ended. */
export async function endAll() {
  for (const ending of [...endings].reverse()) {
    await within(GRACE_MS * 2, 'ending', ending()).catch(() => {})
  }
}

/**
 * Starts a program in a process group of its own, so that it can be ended together with all that it starts.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function start(program, args, env) {
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const collect = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk).slice(-4000)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  /** @type {Promise<never>} */
  const ended = new Promise((_, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => reject(new Error(`${program} ended (${code ?? signal}): ${output.trim()}`)))
  })
  ended.catch(() => {})
  const { pid } = child
  if (pid !== undefined) groups.add(pid)
  const end = onEnd(async () => {
    if (pid === undefined) return
    signal(pid, 'SIGTERM')
    for (const started = Date.now(); isThere(pid) && Date.now() - started < GRACE_MS; ) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    signal(pid, 'SIGKILL')
    groups.delete(pid)
  })
  return {
    /** Rejects when the program ends, with its last words; never resolves. */
    ended,
    /** Its last words so far. */
    output: () => output,
    end,
  }
}

/** @param {number} group @param {NodeJS.Signals | 0} name */
function signal(group, name) {
  try {
    return process.kill(-group, name)
  } catch {
    // All of it has ended.
    return false
  }
}

/** @param {number} group */
const isThere = (group) => signal(group, 0)

/** A folder that is gone once Node exits. @returns {string} */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'whatsit-browser-'))
  folders.add(folder)
  return folder
}

process.on('exit', () => {
  for (const group of groups) signal(group, 'SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
for (const [name, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])) {
  process.once(name, async () => {
    interrupted = true
    await endAll()
    process.exit(code)
  })
}
