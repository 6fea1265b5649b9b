/** `POST /predict`: one picture, one answer. */
import type { Classification } from '../../core/classification.ts'
import { RefusedError } from '../refused.ts'
import { acceptedType } from './accept.ts'
import { clientGone } from './client-gone.ts'
import type { ApiContext, ApiParts } from './context.ts'
import { askForBody } from './expectation.ts'
import { type Parameters, parametersOf } from './parameters.ts'
import { pictureOfRequest, refuseEncoded } from './picture-of-request.ts'
import { plainText } from './plain-text.ts'
import { refuseTooLarge } from './read-body.ts'

/** As it is sent: without what the request did not ask for. */
export function answered(classification: Classification, { maps }: Pick<Parameters, 'maps'>): Classification {
  const { activationMaps, logits: _, ...rest } = classification
  return maps && activationMaps ? { ...rest, activationMaps } : rest
}

/** Everything that can be said before a body is read: who sends 30 MB for nothing should not. */
export function admit(context: ApiContext, { standing, pool }: ApiParts): Parameters {
  standing.requireReady()
  refuseEncoded(context.env.incoming)
  return parametersOf(new URL(context.req.url).searchParams, pool)
}

export async function predict(context: ApiContext, parts: ApiParts): Promise<Response> {
  const { incoming, outgoing } = context.env
  const { pool, standing, held, limits } = parts
  const parameters = admit(context, parts)
  refuseTooLarge(incoming, limits.maxBodyBytes)
  if (pool.state.isFull) throw new RefusedError('QueueFull', `${limits.queueLength} pictures wait`)
  standing.enter(outgoing)
  const gone = clientGone(outgoing)
  const hold = held.hold()
  const reader = standing.reader(gone)
  try {
    askForBody(incoming, outgoing)
    const { maxBodyBytes: maxBytes, bodyIdleMs: idleMs, bodyTotalMs: totalMs } = limits
    const bytes = await pictureOfRequest(incoming, { maxBytes, idleMs, totalMs, hold, signal: reader.signal })
    reader.done()
    const { topK, model } = parameters
    const classification = await pool.classify(bytes, { topK, signal: gone, ...(model ? { model } : {}) })
    return response(answered(classification, parameters), context.req.header('Accept'))
  } finally {
    reader.done()
    hold.end()
  }
}

function response(classification: Classification, accept: string | undefined): Response {
  const headers = { 'Cache-Control': 'no-store', Vary: 'Accept' }
  return acceptedType(accept, ['application/json', 'text/plain']) === 'text/plain'
    ? new Response(plainText(classification), { headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' } })
    : new Response(`${JSON.stringify(classification)}\n`, {
        headers: { ...headers, 'Content-Type': 'application/json' },
      })
}
