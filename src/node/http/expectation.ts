/**
 * `Expect: 100-continue`, which curl sends with what is large: the body is asked for only once a route wants it, so that
 * a refusal comes before the first byte of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Requests whose body nobody has asked for yet. */
const held = new WeakSet<IncomingMessage>()

/** Notes a request whose client waits to be asked. Answered without that, the connection is closed: it may send or not. */
export function holdBody(incoming: IncomingMessage, outgoing: ServerResponse): void {
  held.add(incoming)
  outgoing.shouldKeepAlive = false
}

/** Asks for the body where the client waits for that. */
export function askForBody(incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (!held.delete(incoming)) return
  outgoing.shouldKeepAlive = incoming.headers.connection?.toLowerCase() !== 'close'
  outgoing.writeContinue()
}
