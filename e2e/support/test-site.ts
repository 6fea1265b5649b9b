/**
 * The built site behind the project's own server, which counts what is asked for and can be told to fail: to answer an
 * error, to send other bytes, to cut the connection, to wait.
 */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { siteHeaders } from '../../src/node/site/headers.ts'
import { mediaType } from '../../src/node/site/media-type.ts'
import { createSite } from '../../src/node/site/site.ts'
import { builtSite } from './files.ts'

/** What is different from the honest answer; what is absent stays honest. */
export interface Fault {
  /** How many requests meet it; all of them if absent. */
  readonly times?: number
  readonly status?: number
  /** Replaces the answer's own ones of the same name; an empty text takes one away. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: (honest: Buffer) => Buffer | string
  /** The connection ends after so many bytes of the body. */
  readonly cutAfter?: number
  /** Answered only then. */
  readonly after?: Promise<unknown>
}

export interface Asked {
  /** Within the site, starting with a slash. */
  readonly path: string
  /** The Range header, or nothing. */
  readonly range: string
}

export interface TestSiteOptions {
  /** The path below which the site lies, with a slash at both ends. */
  readonly base?: string
  /** Sent with every answer; a plain static host sends none. */
  readonly headers?: Readonly<Record<string, string>>
  /** What is served below which path, slashes at both ends, the longest first; the built site below "/" if absent. */
  readonly folders?: readonly (readonly [path: string, folder: string])[]
}

interface PlannedFault extends Fault {
  readonly pattern: RegExp
  left: number
}

export class TestSite {
  /** Every request so far. */
  readonly asked: Asked[] = []
  readonly #honest: readonly (readonly [path: string, site: ReturnType<typeof createSite>])[]
  readonly #base: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #server: Server
  readonly #added = new Map<string, Uint8Array<ArrayBuffer>>()
  #faults: PlannedFault[] = []

  private constructor({ base = '/', headers = siteHeaders, folders = [['/', builtSite]] }: TestSiteOptions) {
    this.#honest = folders.map(([path, folder]) => [path, createSite(folder)])
    this.#base = base
    this.#headers = headers
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => response.destroy(error))
    })
  }

  static async open(options: TestSiteOptions = {}): Promise<TestSite> {
    const site = new TestSite(options)
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve))
    return site
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}${this.#base}`
  }

  /** The bytes of a file of the site. */
  body(path: string): Buffer {
    return readFileSync(join(builtSite, path))
  }

  /** How often a file was asked for whose path matches. */
  times(pattern: RegExp): number {
    return this.asked.filter(({ path }) => pattern.test(path)).length
  }

  /** From now on the site has this file, if need be in the place of its own. @param path  starting with a slash */
  add(path: string, bytes: string | Uint8Array): void {
    this.#added.set(path, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : Uint8Array.from(bytes))
  }

  /** From now on; the fault that was planned last goes first. */
  fail(pattern: RegExp, fault: Fault): void {
    this.#faults.unshift({ ...fault, pattern, left: fault.times ?? Number.POSITIVE_INFINITY })
  }

  /** Every answer is honest again. */
  recover(): void {
    this.#faults = []
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const path = url.pathname.startsWith(this.#base) ? `/${url.pathname.slice(this.#base.length)}` : undefined
    this.asked.push({ path: path ?? url.pathname, range: request.headers.range ?? '' })
    const fault = this.#faults.find(({ pattern, left }) => left > 0 && pattern.test(path ?? ''))
    if (fault) fault.left -= 1
    await fault?.after
    if (fault?.body) {
      // What the browser has already must not spare it the other bytes.
      delete request.headers['if-none-match']
      delete request.headers['if-modified-since']
    }
    // The bytes that a fault changes or counts are the file's, not those of a compressed copy.
    if (fault?.body || fault?.cutAfter !== undefined) delete request.headers['accept-encoding']
    // A path outside the base is one that the site does not have.
    const added = this.#added.get(path ?? '')
    const honest = added
      ? new Response(added, { headers: { 'Content-Type': mediaType(path ?? '') } })
      : await this.#fetch(path ?? '/outside-the-site', {
          method: request.method ?? 'GET',
          headers: Object.entries(request.headers).filter((one): one is [string, string] => typeof one[1] === 'string'),
        })
    const bytes = Buffer.from(await honest.arrayBuffer())
    const body = Buffer.from(fault?.body ? fault.body(bytes) : bytes)
    const headers = new Headers({ ...this.#headers, ...Object.fromEntries(honest.headers) })
    // Other bytes are not the version that the honest tag names.
    if (fault?.body) headers.delete('ETag')
    for (const [name, value] of Object.entries(fault?.headers ?? {})) headers.set(name, value)
    for (const [name, value] of headers) if (value !== '') response.setHeader(name, value)
    if (request.method !== 'HEAD' && honest.status !== 304) response.setHeader('Content-Length', body.length)
    response.writeHead(fault?.status ?? honest.status)
    if (fault?.cutAfter === undefined) response.end(body)
    else response.write(body.subarray(0, fault.cutAfter), () => response.destroy())
  }

  async #fetch(path: string, request: RequestInit): Promise<Response> {
    const [below, site] = this.#honest.find(([below]) => path.startsWith(below)) ?? []
    if (below === undefined || !site) return new Response('Not found.\n', { status: 404 })
    return site.fetch(new Request(new URL(`/${path.slice(below.length)}`, this.url), request))
  }
}
