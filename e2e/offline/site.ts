/**
 * A static server for what the ordinary one never does: it goes away, comes back with another build, and answers missing
 * files with a page. It counts what it sends.
 */
import { readFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { cacheControlFor, siteHeaders } from '../../src/node/site/headers.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.txt': 'text/plain; charset=utf-8',
}

export interface Sent {
  /** Within the site, starting with a slash. */
  readonly path: string
  readonly status: number
  /** Of the body. */
  readonly bytes: number
}

export class Site {
  /** The build that it serves; may be changed at any time. */
  folder: string
  /** Files sent in place of those at a path within the site: a deployment that is halfway. */
  readonly substitutes = new Map<string, string>()
  /** Answer what is missing with index.html and status 200, as careless hosts do. */
  pageForMissing = false
  readonly sent: Sent[] = []
  readonly #base: string
  #server: Server | undefined
  #port = 0

  private constructor(folder: string, base: string) {
    this.folder = folder
    this.#base = base
  }

  /** @param base  the path below which the site lies, with a slash at both ends */
  static async open(folder: string, base = '/'): Promise<Site> {
    const site = new Site(folder, base)
    await site.comeBack()
    return site
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}${this.#base}`
  }

  /** Refuses every connection from now on, those that are open included. */
  async goAway(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }

  async comeBack(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request.url ?? '/', response))
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  async #answer(url: string, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(url, this.url)
    const path = pathname.startsWith(this.#base) ? `/${pathname.slice(this.#base.length)}` : undefined
    const [status, file, body] = await this.#find(path)
    response.writeHead(status, {
      ...siteHeaders,
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Cache-Control': status === 200 ? cacheControlFor(path ?? '') : 'no-cache',
      'Content-Length': body.length,
    })
    response.end(body)
    this.sent.push({ path: path ?? pathname, status, bytes: body.length })
  }

  async #find(path: string | undefined): Promise<[status: number, file: string, body: Buffer]> {
    const file = path === '/' ? 'index.html' : normalize(`.${path}`)
    const page = (): Promise<Buffer> => readFile(join(this.folder, 'index.html'))
    if (path !== undefined && !file.startsWith('..')) {
      try {
        return [200, file, await readFile(this.substitutes.get(path) ?? join(this.folder, file))]
      } catch {
        if (this.pageForMissing) return [200, 'index.html', await page()]
      }
    }
    return [404, 'missing.txt', Buffer.from('not found')]
  }
}
