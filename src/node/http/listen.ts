/**
 * Puts a fetch function behind Node's HTTP server, with the site's headers on everything that leaves it, and limits on
 * what a client may make it wait for.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { siteHeaders } from '../site/headers.ts'
import { holdBody } from './expectation.ts'
import { lingerAfter } from './linger.ts'

export interface Listening {
  /** For people, with the port that was given out where 0 was asked for. */
  readonly address: string
  /**
   * Stops accepting, lets running answers end for `graceMs` and until `done` settles, but no longer than `limitMs` in all,
   * then cuts them.
   *
   * @param done  nothing is waited for if absent
   */
  close(limits: ClosingLimits, done?: Promise<void>): Promise<void>
}

export interface ClosingLimits {
  readonly graceMs: number
  /** Holds for `done` too. */
  readonly limitMs: number
}

export interface ListenOptions {
  readonly host: string
  /** 0 = any free one. */
  readonly port: number
  /** Called with each request before it is answered. */
  readonly onRequest?: (incoming: IncomingMessage, outgoing: ServerResponse) => void
}

/** For the head of a request; its body has limits where it is read. */
const HEADERS_TIMEOUT_MS = 10_000
/** How often that is looked at. */
const CHECK_MS = 1000
/** A connection on which nothing moves in either direction: longer than any picture waits. */
const SILENCE_MS = 5 * 60_000
const MAX_HEADER_BYTES = 16 * 1024
// Below the 1024 files that a process may have open on most systems.
const MAX_CONNECTIONS = 800

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
  fetch: (request: Request, bindings: HttpBindings) => Response | Promise<Response>,
  { host, port, onRequest }: ListenOptions,
): Promise<Listening> {
  const respond = getRequestListener((request, bindings) => fetch(request, bindings as HttpBindings), {
    // It would cut a client off that has not read its answer yet: lingerAfter does not.
    autoCleanupIncoming: false,
  })
  let isClosing = false
  const underWay = new Set<ServerResponse>()
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    for (const [name, value] of Object.entries(siteHeaders)) outgoing.setHeader(name, value)
    if (isClosing) outgoing.shouldKeepAlive = false
    underWay.add(outgoing)
    outgoing.once('close', () => {
      underWay.delete(outgoing)
      // Its head had promised to keep the connection.
      if (isClosing) setImmediate(() => server.closeIdleConnections())
    })
    lingerAfter(incoming, outgoing)
    onRequest?.(incoming, outgoing)
    void respond(incoming, outgoing)
  }
  const server = createServer(
    {
      // A missing Host is refused too, behind this line, so that the refusal has the headers.
      requireHostHeader: false,
      headersTimeout: HEADERS_TIMEOUT_MS,
      // Bodies are timed where they are read: a batch may take its time.
      requestTimeout: 0,
      connectionsCheckingInterval: CHECK_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    answer,
  )
  server.maxConnections = MAX_CONNECTIONS
  server.timeout = SILENCE_MS
  server.on('clientError', refuse)
  server.on('checkContinue', (incoming, outgoing) => {
    holdBody(incoming, outgoing)
    answer(incoming, outgoing)
  })
  // Any other expectation may be passed over (RFC 9110, section 10.1.1). Node's own 417 has neither headers nor a body.
  server.on('checkExpectation', answer)

  const close = async ({ graceMs, limitMs }: ClosingLimits, done: Promise<void> = Promise.resolve()): Promise<void> => {
    isClosing = true
    for (const outgoing of underWay) outgoing.shouldKeepAlive = false
    let timer: NodeJS.Timeout | undefined
    const grace = new Promise((resolve) => {
      timer = setTimeout(resolve, graceMs)
    })
    const cut = (): void => server.closeAllConnections()
    const limit = setTimeout(cut, limitMs)
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    void Promise.all([grace, done]).then(cut)
    await closed
    clearTimeout(timer)
    clearTimeout(limit)
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve({ address: addressOf(server, host), close })
    })
  })
}
