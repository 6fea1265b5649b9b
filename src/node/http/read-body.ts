/**
 * A request's body, piece by piece, no faster than it is used: counted, timed, and given up when the client goes away.
 * Node's stream is read directly: a web stream over it would read ahead, and could not be left in the middle.
 */
import type { IncomingMessage } from 'node:http'
import { joined } from '../joined.ts'
import type { Hold } from './held-bytes.ts'
import { HttpRefusal } from './problem.ts'

export interface BodyLimits {
  readonly maxBytes: number
  /** The longest silence. */
  readonly idleMs: number
  /** The longest time that all of it may be waited for. */
  readonly totalMs: number
}

export interface BodyOptions extends BodyLimits {
  /** Bytes are added as they arrive; the caller ends it. */
  readonly hold: Hold
  /** Its reason is thrown. */
  readonly signal: AbortSignal
}

// A client can send a byte at a time, each of which would arrive as an object of a hundred bytes: they are put together.
const PIECE_BYTES = 64 * 1024
const PIECE_CHUNKS = 1000
/** After so much silence what has come is passed on, so that a batch's picture need not wait for the next one. */
const LULL_MS = 20

/** What the client says that it will send; undefined where it does not say. */
export function announcedBytes(incoming: IncomingMessage): number | undefined {
  const length = incoming.headers['content-length']
  return length === undefined ? undefined : Number(length)
}

/** @throws BodyTooLarge  before anything is read */
export function refuseTooLarge(incoming: IncomingMessage, maxBytes: number): void {
  const announced = announcedBytes(incoming) ?? 0
  if (announced > maxBytes) throw new HttpRefusal('BodyTooLarge', `${announced} bytes, and ${maxBytes} are taken`)
}

/** Chunks as Node gives them, and undefined once in a silence; leaves the stream paused and without listeners of ours. */
async function* chunks(
  incoming: IncomingMessage,
  { idleMs, totalMs, signal }: BodyOptions,
): AsyncGenerator<Buffer | undefined> {
  const arrived: Buffer[] = []
  let ended = incoming.readableEnded
  let failure: unknown
  let wake = (): void => undefined
  const fail = (error: unknown): void => {
    failure ??= error
    wake()
  }
  const onData = (chunk: Buffer): void => {
    arrived.push(chunk)
    incoming.pause()
    wake()
  }
  const onEnd = (): void => {
    ended = true
    wake()
  }
  const onCut = (): void => fail(new HttpRefusal('BodyCut', 'The connection ended within the body'))
  const onClose = (): void => {
    if (!ended) onCut()
  }
  const onAbort = (): void => fail(signal.reason)
  incoming.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onClose)
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  if (incoming.destroyed && !ended) onCut()

  const arrival = async (withinMs: number): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      wake = resolve
      timer = setTimeout(resolve, withinMs)
      incoming.resume()
    })
    clearTimeout(timer)
  }
  let silentMs = 0
  let waitedMs = 0
  try {
    while (true) {
      const chunk = arrived.shift()
      if (failure !== undefined) throw failure
      if (chunk !== undefined) {
        silentMs = 0
        yield chunk
        continue
      }
      if (ended) return
      const leftMs = Math.min(idleMs - silentMs, totalMs - waitedMs)
      if (leftMs <= 0) {
        throw new HttpRefusal('BodySlow', `Nothing came for ${idleMs} ms, or not all within ${totalMs} ms`)
      }
      const from = performance.now()
      await arrival(silentMs === 0 ? Math.min(LULL_MS, leftMs) : leftMs)
      // Timers may come a little early.
      const ms = Math.ceil(performance.now() - from)
      waitedMs += ms
      if (arrived.length > 0 || ended || failure !== undefined) continue
      if (silentMs === 0) yield undefined
      silentMs += ms
    }
  } finally {
    incoming.pause()
    incoming.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onClose)
    signal.removeEventListener('abort', onAbort)
  }
}

/**
 * Pieces of 64 KiB and more, or of what came before a pause.
 *
 * @throws BodyTooLarge | BodySlow | BodyCut | MemoryFull, and the signal's reason
 */
export async function* bodyPieces(incoming: IncomingMessage, options: BodyOptions): AsyncGenerator<Uint8Array> {
  let small: Buffer[] = []
  let smallBytes = 0
  let total = 0
  for await (const chunk of chunks(incoming, options)) {
    if (chunk) {
      total += chunk.length
      if (total > options.maxBytes) {
        throw new HttpRefusal('BodyTooLarge', `More than ${options.maxBytes} bytes, which are taken`)
      }
      options.hold.add(chunk.length)
      small.push(chunk)
      smallBytes += chunk.length
    }
    const isEnough = chunk === undefined || smallBytes >= PIECE_BYTES || small.length >= PIECE_CHUNKS
    if (!isEnough || small.length === 0) continue
    yield Buffer.concat(small)
    small = []
    smallBytes = 0
  }
  if (small.length > 0) yield Buffer.concat(small)
}

/** All of it, in memory of its own. Throws as {@link bodyPieces} does. */
export async function wholeBody(incoming: IncomingMessage, options: BodyOptions): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  for await (const piece of bodyPieces(incoming, options)) pieces.push(piece)
  return joined(pieces)
}
