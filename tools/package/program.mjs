/** The installed program, as a shell would start it: its own file, without npx in between, so that signals reach it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** More than any of it takes on a busy machine: for what hangs. */
const TIMEOUT_MS = 180_000

/** @typedef {{code: number | null, out: string, err: string}} Ended */

/** @param {string} folder  in which the package is installed */
export function programIn(folder) {
  const isWindows = process.platform === 'win32'
  const file = join(folder, 'node_modules', '.bin', isWindows ? 'whatsit.cmd' : 'whatsit')

  /** @param {readonly string[]} args */
  function start(args) {
    const child = spawn(file, args, { cwd: folder, shell: isWindows, timeout: TIMEOUT_MS })
    const end = () => child.kill('SIGKILL')
    process.once('exit', end)
    let out = ''
    let err = ''
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    // What ends before it has read all of its stdin is none of a writer's mistakes.
    child.stdin.on('error', () => {})
    /** @type {Promise<Ended>} */
    const ended = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => {
        process.off('exit', end)
        resolve({ code, out, err })
      })
    })
    /** @param {RegExp} pattern @returns {Promise<string>}  stdout, once it is like this */
    const until = (pattern) =>
      new Promise((resolve, reject) => {
        child.stdout.on('data', () => {
          if (pattern.test(out)) resolve(out)
        })
        void ended.then(() => reject(new Error(`        it ended before ${pattern}: ${out}${err}`)), reject)
      })
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    const firstOut = until(/\n/)
    // Most programs here are waited for by their end alone.
    firstOut.catch(() => {})
    return {
      firstOut,
      until,
      ended,
      closeOut: () => child.stdout.destroy(),
      signal: (/** @type {NodeJS.Signals} */ name) => child.kill(name),
      stdin: child.stdin,
    }
  }

  /** @param {readonly string[]} args @param {{stdin?: Uint8Array}} [options] @returns {Promise<Ended>} */
  async function whatsit(args, { stdin } = {}) {
    const program = start(args)
    program.stdin.end(stdin)
    return program.ended
  }

  return { start, whatsit }
}
