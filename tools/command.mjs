/** Starts programs for the other tools, before anything is installed: Node's own modules only. */
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The repository's folder. */
export const root = join(import.meta.dirname, '..')

/**
 * @typedef {object} Outcome
 * @property {number} code  exit code; 1 for a signal and for a program that did not start
 * @property {string} output  stdout and stderr as they came; '' where they were inherited
 */

/**
 * Runs a program to its end, in the repository's folder. Never rejects.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{quiet?: boolean, env?: Record<string, string>, timeoutMs?: number}} [options]  quiet: collect the output
 *   instead of showing it
 * @returns {Promise<Outcome>}
 */
export function command(program, args, { quiet = false, env = {}, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      // A group of its own, so that a program that hangs ends together with all that it started.
      detached: timeoutMs !== undefined && process.platform !== 'win32',
    })
    let output = ''
    /** @param {Buffer} chunk */
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)

    const end = () => killGroup(child.pid)
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            output += `\n${program} ran for more than ${timeoutMs / 1000} s and was ended.\n`
            end()
          }, timeoutMs)
    if (timeoutMs !== undefined) process.once('exit', end)
    // Ctrl-C reaches the child by itself; this signal does not, and would leave it behind.
    const forward = () => child.kill('SIGTERM')
    process.once('SIGTERM', forward)

    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 1, output: `${output}${program}: ${error.message}\n` })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      process.off('exit', end)
      process.off('SIGTERM', forward)
      resolve({ code: code ?? 1, output })
    })
  })
}

/** @param {number | undefined} pid  of a detached child */
function killGroup(pid) {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/**
 * npm as it was started, or the one on PATH. On Windows npm is a batch file, which only its JavaScript avoids.
 *
 * @param {readonly string[]} args
 * @param {Parameters<typeof command>[2]} [options]
 */
export function npm(args, options) {
  const script = process.env['npm_execpath']
  return script?.endsWith('.js') ? command(process.execPath, [script, ...args], options) : command('npm', args, options)
}

/**
 * @param {readonly string[]} args
 * @param {Parameters<typeof command>[2]} [options]
 */
export function node(args, options) {
  return command(process.execPath, args, options)
}

/**
 * The first of these programs that is there: names are looked up on PATH and where administrators' programs live.
 *
 * @param {readonly string[]} names  names or whole paths
 * @returns {string | undefined}
 */
export function findProgram(...names) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  const paths = names.flatMap((name) => (/[\\/]/.test(name) ? [name] : folders.map((folder) => join(folder, name))))
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Ends with a sentence for people instead of a stack. @param {string} sentence @returns {never} */
export function giveUp(sentence) {
  console.error(sentence)
  process.exit(1)
}
