/** Page and API in one process: what `npm start` and `whatsit serve` run. */
import { toWhatsitError, type WhatsitError } from '../../core/errors.ts'
import type { ClassifierPool, PoolEngine, PoolOptions } from '../pool/api.ts'
import { createApi, routeOf } from './api.ts'
import { HeldBytes } from './held-bytes.ts'
import { listen } from './listen.ts'
import { Metrics } from './metrics.ts'
import { type RequestLine, whenAnswered } from './request-log.ts'
import type { ServeSettings } from './serve-options.ts'
import { Standing } from './standing.ts'

export interface ServeOptions extends ServeSettings {
  /** Folder of the built site. */
  readonly site: string
  /** Folder of model folders, with `index.json`. */
  readonly models: string
  /** Of Whatsit. */
  readonly version: string
  /** Starts the threads that classify. Where that fails, the page is served without them. */
  readonly createPool: (options: PoolOptions) => Promise<ClassifierPool>
  /** Is told of each request, unless `quiet`. */
  readonly log: (line: RequestLine) => void
  /** Milliseconds that an end may take, whoever still reads; {@link END_LIMIT_MS} if absent. */
  readonly endLimitMs?: number
}

export interface Serving {
  /** For people. */
  readonly address: string
  /** As the pool's: settles once pictures are answered, rejects where they never will be; the page is served in either case. */
  readonly ready: Promise<PoolEngine>
  /** Refuses new pictures, finishes those that are under way, then ends: after `endLimitMs` whoever still reads. */
  end(): Promise<void>
}

/** How long downloads may go on after the end was asked for. */
const GRACE_MS = 2000
/**
 * A client that reads its answer a byte at a time must not hold the end back. Above the half minute that a picture may take
 * (`timeoutMs`), below the minute that compose.yaml and deploy/kubernetes give before they kill.
 */
const END_LIMIT_MS = 45_000
/** A body that is silent for longer is given up. */
const BODY_IDLE_MS = 10_000
/** 32 MiB at two megabits a second. */
const BODY_TOTAL_MS = 150_000
/** Of bodies in memory, over all requests. */
const HELD_BYTES = 256 * 1024 * 1024
/** So many of the largest find room beside those that threads have: a batch holds one for each thread and one more. */
const HELD_BODIES = 4

/** Stands in for a pool that could not be made. */
function poolWithout(reason: WhatsitError): ClassifierPool {
  const refuse = <T>(): Promise<T> => Promise.reject(reason)
  const nothing = (): Promise<void> => Promise.resolve()
  const state = { waiting: 0, running: 0, isFull: false, replaced: 0, failure: reason }
  const tryAgain = (): void => undefined
  return { ready: refuse(), models: [], state, classify: refuse, tryAgain, close: nothing, terminate: nothing }
}

/** @throws EADDRINUSE, EACCES and what else listening gives, ENOENT where the site is not built */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { host, port, engine, concurrency, queueLength, maxPixels, timeoutMs, maxBodyBytes, models } = options
  const { endLimitMs = END_LIMIT_MS } = options
  const pool = await options
    .createPool({ models, engine, concurrency, queueLength, maxPixels, timeoutMs })
    .catch((error: unknown) => poolWithout(toWhatsitError(error)))
  // Also said by /readyz and by whoever awaits it; alone it would end the process.
  pool.ready.catch(() => undefined)
  try {
    const standing = new Standing(pool)
    const metrics = new Metrics()
    const held = new HeldBytes(Math.max(HELD_BYTES, (concurrency + HELD_BODIES) * maxBodyBytes))
    const limits = { maxBodyBytes, queueLength, concurrency, bodyIdleMs: BODY_IDLE_MS, bodyTotalMs: BODY_TOTAL_MS }
    const api = createApi({ ...options, pool, standing, metrics, held, limits })
    const tell = (line: RequestLine): void => {
      const route = routeOf(line.method, line.path)
      metrics.requests.add({ route, method: line.method, status: String(line.status) })
      metrics.seconds.add(route, line.ms / 1000)
      if (!options.quiet) options.log(line)
    }
    const server = await listen((request, bindings) => api.fetch(request, bindings), {
      host,
      port,
      onRequest: (incoming, outgoing) => whenAnswered(incoming, outgoing, tell),
    })
    const end = async (): Promise<void> => {
      await server.close({ graceMs: GRACE_MS, limitMs: endLimitMs }, standing.end())
      await pool.terminate()
    }
    return { address: server.address, ready: pool.ready, end }
  } catch (error) {
    await pool.terminate()
    throw error
  }
}
