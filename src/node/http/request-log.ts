/** One line of JSON for each request, when its answer has gone out: where it went and how long it took, nothing of what was in it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface RequestLine {
  /** ISO 8601, of the request's end. */
  readonly time: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** 499, as nginx writes it, where the client went away before there was one. */
  readonly status: number
  /** From the request's head to the answer's end. */
  readonly ms: number
  /** Of the answer, with its head. */
  readonly bytes: number
  /** Of the request, with its head. */
  readonly received: number
}

const CLIENT_GONE = 499

/** What a connection had carried when its last line was written. */
const carried = new WeakMap<Socket, { read: number; written: number }>()

/** Calls `tell` once, after the answer or the connection has ended. */
export function whenAnswered(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  tell: (line: RequestLine) => void,
): void {
  const start = performance.now()
  const { socket, method = '', url = '' } = incoming
  outgoing.once('close', () => {
    const before = carried.get(socket) ?? { read: 0, written: 0 }
    const { bytesRead: read, bytesWritten: written } = socket
    carried.set(socket, { read, written })
    // What a refused client goes on sending belongs to no request.
    if (!incoming.complete) incoming.once('close', () => carried.set(socket, { read: socket.bytesRead, written }))
    tell({
      time: new Date().toISOString(),
      method,
      path: url.replace(/[?#].*/s, ''),
      status: outgoing.headersSent ? outgoing.statusCode : CLIENT_GONE,
      ms: Number((performance.now() - start).toFixed(1)),
      bytes: written - before.written,
      received: read - before.read,
    })
  })
}
