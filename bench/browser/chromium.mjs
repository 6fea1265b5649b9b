/**
 * Starts Chromium and speaks its DevTools protocol over a pipe. A test library would do the same and attach more
 * listeners than we know of; what is measured here must carry nothing that is not in this folder.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../../tools/command.mjs'

/** Where Chromium and Chrome are, by name or by place. */
const PROGRAMS = [
  'chromium',
  'google-chrome-stable',
  'google-chrome',
  'chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const SWITCHES = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  // What the browser asks of its maker's servers on its own is neither ours nor welcome while we measure.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--no-pings',
  // Two pages are open at once, and the one that is not in front must not run slower.
  '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  // Every visit comes to a host name of its own; see ../site/site.mjs.
  '--host-resolver-rules=MAP *.localhost 127.0.0.1',
  '--window-size=1280,900',
]

const CLOSE_WITHIN_MS = 10_000

/** @typedef {Record<string, any>} Fields  what the protocol carries: JSON, typed nowhere */
/** @typedef {(method: string, params: Fields, sessionId: string | undefined) => void} Listener */
/** @typedef {{resolve: (result: Fields) => void, reject: (error: Error) => void, method: string}} Call */

/** @returns {Promise<string | undefined>}  of a program that can be started */
export async function findChromium() {
  const named = process.env['WHATSIT_CHROMIUM']
  if (named) return findProgram(named)
  const { chromium } = await import('@playwright/test')
  return findProgram(...PROGRAMS, chromium.executablePath())
}

export class Chromium {
  #child
  #lastId = 0
  /** @type {Map<number, Call>} */
  #calls = new Map()
  /** @type {Set<Listener>} */
  #listeners = new Set()

  /** @param {import('node:child_process').ChildProcess} child @param {string} folder */
  constructor(child, folder) {
    this.#child = child
    /** Its profile, gone after {@link close}; files for the pages may lie there too. */
    this.folder = folder
    /** @type {Buffer[]} */
    let parts = []
    this.#pipe(4).on('data', (/** @type {Buffer} */ chunk) => {
      // Messages end with a zero byte.
      for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0)) {
        this.#receive(JSON.parse(Buffer.concat([...parts, chunk.subarray(0, end)]).toString()))
        parts = []
        chunk = chunk.subarray(end + 1)
      }
      if (chunk.length > 0) parts.push(chunk)
    })
    child.on('exit', (code) => {
      for (const { reject, method } of this.#calls.values()) reject(new Error(`Chromium ended (${code}) in ${method}`))
      this.#calls.clear()
    })
  }

  /** With a new profile on disk, as people have one: what a browser keeps between visits is part of what is measured. */
  static async start() {
    const program = await findChromium()
    if (!program) throw new Error('No Chromium or Chrome was found; WHATSIT_CHROMIUM may name one.')
    const profile = await mkdtemp(join(tmpdir(), 'whatsit-bench-'))
    // As root Chromium refuses its sandbox; as anybody else it keeps it.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const child = spawn(program, [...SWITCHES, ...sandbox, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    })
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    return new Chromium(child, profile)
  }

  /**
   * @param {string} method
   * @param {Fields} [params]
   * @param {string} [sessionId]  of a target; the browser itself where absent
   * @returns {Promise<Fields>}
   */
  send(method, params = {}, sessionId) {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject, method })
      this.#pipe(3).write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  }

  /** @param {Listener} listener @returns {() => void}  ends the listening */
  listen(listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** @returns {Promise<string>}  "Chrome/140.0.7339.80" */
  async version() {
    return (await this.send('Browser.getVersion'))['product']
  }

  async close() {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    const late = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_WITHIN_MS)
    // The answer may not come any more.
    this.send('Browser.close').catch(() => {})
    await gone
    clearTimeout(late)
    // Its last children may still be writing.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }

  /** @param {3 | 4} index  3: we write, 4: we read @returns {any} */
  #pipe(index) {
    return this.#child.stdio[index]
  }

  /** @param {Fields} message */
  #receive({ id, method, params, sessionId, result, error }) {
    if (id === undefined) {
      for (const listener of this.#listeners) listener(method, params, sessionId)
      return
    }
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    if (error) call?.reject(new Error(`${call.method}: ${error.message}`))
    else call?.resolve(result)
  }
}
