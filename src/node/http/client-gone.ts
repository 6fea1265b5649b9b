/** A signal for the client that goes away before it has its answer, so that nothing is computed for nobody. */
import type { ServerResponse } from 'node:http'
import { WhatsitError } from '../../core/errors.ts'

/**
 * Not `Request.signal`: looking at that makes a web stream of the body, which then begins to read it.
 *
 * @returns aborts with Cancelled
 */
export function clientGone(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController()
  const abort = (): void => controller.abort(new WhatsitError('Cancelled', 'The client went away'))
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) abort()
  })
  if (outgoing.destroyed) abort()
  return controller.signal
}
