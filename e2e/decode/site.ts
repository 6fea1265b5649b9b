/** Builds the page beside this file into a temporary folder and serves it and the pictures, with the site's headers. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { build } from 'vite'
import { siteHeaders } from '../../src/node/site/headers.ts'

// Pictures go out as one type, and a wrong one for most: what a file is must be told from its bytes.
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }

export interface DecodeSite {
  readonly address: string
  stop(): Promise<void>
}

export async function startDecodeSite(): Promise<DecodeSite> {
  const folder = await mkdtemp(join(tmpdir(), 'whatsit-decode-'))
  await build({
    root: import.meta.dirname,
    base: './',
    configFile: false,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: folder, target: 'es2022', emptyOutDir: true, modulePreload: { polyfill: false } },
  })
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://site').pathname)
    const file = path.startsWith('/pictures/')
      ? join(import.meta.dirname, '..', path)
      : join(folder, path === '/' ? 'index.html' : path)
    try {
      const content = await readFile(file)
      response.writeHead(200, { ...siteHeaders, 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' })
      response.end(content)
    } catch {
      response.writeHead(404, siteHeaders)
      response.end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}
