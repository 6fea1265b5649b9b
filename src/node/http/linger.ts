/**
 * After an answer that came before the request's end (413, 429): what the client is still sending is read and dropped for a
 * while. A connection that is closed with unread bytes is reset, and the client would lose the answer that it has not read yet.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** As nginx's lingering_time. */
const LINGER_MS = 30_000
const LINGER_BYTES = 1024 * 1024 * 1024

export function lingerAfter(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { socket } = incoming
  const isEarly = (): boolean => !incoming.complete && !incoming.destroyed
  // Before Node's own listener for the end: a connection that is not kept it would destroy, and here only its own side ends.
  outgoing.once('prefinish', () => {
    if (!isEarly() || outgoing.shouldKeepAlive) return
    const { destroySoon } = socket
    socket.destroySoon = () => socket.end()
    incoming.once('close', () => destroySoon.call(socket))
  })
  outgoing.once('finish', () => {
    if (!isEarly()) return
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref()
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > LINGER_BYTES) socket.destroy()
    })
    incoming.on('error', () => undefined)
    incoming.once('close', () => clearTimeout(timer))
    incoming.resume()
  })
}
