/**
 * `POST /predict/batch`: a form of many pictures, one line of JSON (NDJSON) for each, in order, as soon as it is known. A
 * picture that fails has a line that says so; the others go on.
 */
import { ReadableStream } from 'node:stream/web'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Classification } from '../../core/classification.ts'
import { inOrder } from '../in-order.ts'
import { clientGone } from './client-gone.ts'
import type { ApiContext, ApiParts } from './context.ts'
import { askForBody } from './expectation.ts'
import { type FormPart, formBoundary, formParts } from './multipart.ts'
import type { Parameters } from './parameters.ts'
import { isPicturePart, mediaTypeOf } from './picture-of-request.ts'
import { admit, answered } from './predict.ts'
import { HttpRefusal, type ProblemDocument, problemDocument } from './problem.ts'
import { bodyPieces } from './read-body.ts'

/** Of one batch; the next thousand go into another. */
export const MAX_BATCH_PARTS = 1000
/** Longer than for one picture: as many as a slow line brings. */
const BATCH_TOTAL_MS = 30 * 60_000
/** How long a picture of a batch waits before it looks again whether the queue has room. */
const ROOM_MS = 50

/** One line. The last one has no `part` where the form itself broke off. */
export type BatchLine =
  | ({ readonly part: number; readonly name?: string } & Classification)
  | { readonly part?: number; readonly name?: string; readonly problem: ProblemDocument }

interface Batch extends ApiParts {
  readonly parameters: Parameters
  /** The client went away. */
  readonly gone: AbortSignal
}

/** A batch waits for room: it would lose pictures for having many. */
async function whenRoom({ pool, standing, gone }: Batch): Promise<void> {
  while (pool.state.isFull) {
    await sleep(ROOM_MS)
    gone.throwIfAborted()
    standing.requireReady()
  }
}

async function lineOf(part: FormPart, index: number, batch: Batch): Promise<BatchLine> {
  const { pool, parameters, gone, metrics } = batch
  const head = { part: index, ...(part.filename === undefined ? {} : { name: part.filename }) }
  try {
    await whenRoom(batch)
    const { topK, model } = parameters
    const classification = await pool.classify(part.take(), { topK, signal: gone, ...(model ? { model } : {}) })
    return { ...head, ...answered(classification, parameters) }
  } catch (error) {
    const problem = problemDocument(error)
    metrics.errors.add({ code: problem.code })
    return { ...head, problem }
  }
}

/** @param parts  the form's, of which only pictures count */
async function* lines(parts: AsyncIterable<FormPart>, batch: Batch, done: (part: FormPart) => void) {
  async function* pictures(): AsyncGenerator<{ part: FormPart; index: number } | { failure: unknown }> {
    let index = 0
    try {
      for await (const part of parts) {
        if (isPicturePart(part)) yield { part, index: index++ }
        else done(part)
      }
      if (index === 0) throw new HttpRefusal('ImageMissing', 'The form has no file')
    } catch (failure) {
      yield { failure }
    }
  }
  // One more than there are threads, so that none is idle while the next part arrives.
  const atOnce = batch.limits.concurrency + 1
  const window = { atOnce, ahead: atOnce, signal: batch.gone }
  yield* inOrder(pictures(), window, async (item): Promise<BatchLine> => {
    if ('failure' in item) {
      const problem = problemDocument(item.failure)
      batch.metrics.errors.add({ code: problem.code })
      return { problem }
    }
    try {
      return await lineOf(item.part, item.index, batch)
    } finally {
      done(item.part)
    }
  })
}

export async function predictBatch(context: ApiContext, parts: ApiParts): Promise<Response> {
  const { incoming, outgoing } = context.env
  const { standing, held, limits } = parts
  const parameters = admit(context, parts)
  if (mediaTypeOf(incoming) !== 'multipart/form-data') {
    throw new HttpRefusal('BodyMalformed', 'A batch is a form: multipart/form-data')
  }
  const boundary = formBoundary(incoming.headers['content-type'] ?? '')
  standing.enter(outgoing)
  const gone = clientGone(outgoing)
  gone.throwIfAborted()
  const hold = held.hold()
  const reader = standing.reader(gone)
  // Not where the lines end: of a client that goes before the first one is asked for, none begins.
  outgoing.once('close', () => {
    reader.done()
    hold.end()
  })
  askForBody(incoming, outgoing)

  const pieces = bodyPieces(incoming, {
    maxBytes: Number.POSITIVE_INFINITY,
    idleMs: limits.bodyIdleMs,
    totalMs: BATCH_TOTAL_MS,
    hold,
    signal: reader.signal,
  })
  const form = formParts(pieces, boundary, { maxPartBytes: limits.maxBodyBytes, maxParts: MAX_BATCH_PARTS })
  async function* encoded(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder()
    for await (const line of lines(form, { ...parts, parameters, gone }, (part) => hold.give(part.size))) {
      yield encoder.encode(`${JSON.stringify(line)}\n`)
    }
  }
  return new Response(ReadableStream.from(encoded()) as unknown as globalThis.ReadableStream, {
    headers: { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' },
  })
}
