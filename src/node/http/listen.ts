/** Puts a fetch function behind Node's HTTP server, with the site's headers on everything that leaves it. */
import { createServer, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { siteHeaders } from '../site/headers.ts'

export interface Listening {
  /** For people, with the port that was given out where 0 was asked for. */
  readonly address: string
  /** Stops accepting, lets running answers end for `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>
}

export interface ListenOptions {
  readonly host: string
  /** 0 = any free one. */
  readonly port: number
}

/** What Node's parser refuses never reaches the site: answered here, with the same headers. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400
  const headers = { ...siteHeaders, 'Content-Length': '0', Connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n`)
}

function addressOf(server: Server, host: string): string {
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  // "Every interface" is no address that a browser can open.
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** @throws EADDRINUSE, EACCES and the other errors of `net.Server.listen` */
export function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: ListenOptions,
): Promise<Listening> {
  const respond = getRequestListener(fetch)
  // A missing Host is refused too, behind this line, so that the refusal has the headers.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    for (const [name, value] of Object.entries(siteHeaders)) response.setHeader(name, value)
    void respond(request, response)
  })
  server.on('clientError', refuse)
  const close = (graceMs: number): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      setTimeout(() => server.closeAllConnections(), graceMs).unref()
    })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve({ address: addressOf(server, host), close })
    })
  })
}
