/** Threads that answer pictures, and the queue before them. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Classification } from '../../core/classification.ts'
import { WhatsitError } from '../../core/errors.ts'
import type { RuntimeFiles } from '../engine/engines.ts'
import { PartMissing } from '../part-missing.ts'
import { RefusedError } from '../refused.ts'
import type { ClassifierPool, PoolEngine, PoolModel, PoolOptions, PoolRequest, PoolState } from './api.ts'
import { Job } from './job.ts'
import { Lane } from './lane.ts'
import { listModels } from './model-folder.ts'

/** What a pool is made of, apart from what the operator chooses. */
export interface PoolParts {
  /** A thread's script, which speaks as thread-api.ts says. */
  readonly script: URL
  readonly runtimeFiles: RuntimeFiles
  /** For a thread's start; after that it counts as lost. */
  readonly startLimitMs: number
}

// On one busy core a start takes two seconds, most of it onnxruntime-web's. What takes longer than this never comes.
const START_LIMIT_MS = 60_000

/** @param folder  dist-node, as the build has written it */
export function shippedParts(folder: string): PoolParts {
  return {
    script: pathToFileURL(join(folder, 'pool-thread.js')),
    runtimeFiles: {
      mjs: join(folder, 'ort', 'ort-wasm-simd-threaded.mjs'),
      wasm: join(folder, 'ort', 'ort-wasm-simd-threaded.wasm'),
    },
    startLimitMs: START_LIMIT_MS,
  }
}

/**
 * Its threads are started, and keep the program alive until {@link ClassifierPool.close}.
 *
 * @throws ModelUnreachable | ModelUnsupported  the models' folder cannot be read, or is none
 * @throws PartMissing  sharp does not load
 */
export async function createPool(options: PoolOptions, parts: PoolParts): Promise<ClassifierPool> {
  const models = await listModels(options.models)
  // sharp's libraries have to stay when a thread that uses them ends: this thread has them too, and first.
  await import('sharp').catch((error) => {
    throw new PartMissing(`sharp does not load: ${error}`, { cause: error })
  })
  return new Pool(options, parts, models)
}

class Pool implements ClassifierPool {
  readonly ready: Promise<PoolEngine>
  readonly models: readonly PoolModel[]
  readonly #defaultModel: string
  readonly #queueLength: number
  readonly #lanes: readonly Lane[]
  /** Those that had the default model and have not given up since. */
  readonly #up = new Map<Lane, PoolEngine>()
  #failure: WhatsitError | undefined
  readonly #waiting: Job[] = []
  #settleReady: { resolve(engine: PoolEngine): void; reject(error: Error): void } | undefined
  #replaced = 0
  #closed = false
  #closing: Promise<void> | undefined
  /** Called when nothing waits and nothing runs. */
  #whenIdle: (() => void) | undefined

  constructor(options: PoolOptions, { script, runtimeFiles, startLimitMs }: PoolParts, models: readonly PoolModel[]) {
    const { queueLength, concurrency, engine, maxPixels, timeoutMs } = options
    this.models = models
    this.#queueLength = queueLength
    this.#defaultModel = models.find((model) => model.default)?.id ?? ''
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    // Whoever asks a picture hears of it too.
    this.ready.catch(() => {})
    const start = {
      models: options.models,
      defaultModel: this.#defaultModel,
      engine,
      runtimeFiles,
      maxPixels,
      timeoutMs,
    }
    const listener = {
      ready: (lane: Lane, laneEngine: PoolEngine) => this.#laneReady(lane, laneEngine),
      free: () => this.#pump(),
      replaced: () => {
        this.#replaced++
        this.#pump()
      },
      down: (lane: Lane, error: WhatsitError) => this.#laneDown(lane, error),
    }
    this.#lanes = Array.from({ length: concurrency }, () => new Lane({ script, start, startLimitMs }, listener))
    for (const lane of this.#lanes) lane.start()
  }

  get state(): PoolState {
    const [engine] = this.#up.values()
    return {
      waiting: this.#waiting.length,
      running: this.#lanes.filter((lane) => lane.isRunning).length,
      isFull: this.#waiting.length >= this.#queueLength && !this.#lanes.some((lane) => lane.isFree),
      replaced: this.#replaced,
      ...(engine && { engine }),
      ...(this.#failure && { failure: this.#failure }),
    }
  }

  async classify(bytes: Uint8Array<ArrayBuffer>, request: PoolRequest = {}): Promise<Classification> {
    const { model = this.#defaultModel, topK, signal } = request
    if (this.#closed) throw new WhatsitError('Cancelled', 'The pool takes no more pictures')
    if (signal?.aborted) throw new WhatsitError('Cancelled', 'The caller gave up', { cause: signal.reason })
    if (!this.models.some(({ id }) => id === model)) {
      const offered = this.models.map(({ id }) => id).join(', ')
      throw new RefusedError('ModelUnknown', `There is no model ${model}, only ${offered}`)
    }
    if (bytes.length === 0) throw new WhatsitError('ImageEmpty', 'There are no bytes')
    if (this.state.isFull) {
      throw new RefusedError('QueueFull', `${this.#waiting.length} pictures wait already`)
    }
    const job = new Job({ bytes: taken(bytes), model, ...(topK !== undefined && { topK }) })
    if (signal) job.listen(signal, () => this.#drop(job))
    this.#waiting.push(job)
    // After all of them gave up, each picture is worth one more try, and no more than one.
    this.tryAgain()
    this.#pump()
    return job.answer
  }

  tryAgain(): void {
    if (!this.#closed && this.#lanes.every((lane) => lane.isDown)) this.#lanes[0]?.start()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#closed = true
    const idle = new Promise<void>((resolve) => {
      this.#whenIdle = resolve
    })
    this.#pump()
    await idle
    await this.terminate()
  }

  async terminate(): Promise<void> {
    this.#closed = true
    const cancelled = new WhatsitError('Cancelled', 'The pool was ended')
    for (const job of this.#waiting.splice(0)) job.reject(cancelled)
    this.#settleReady?.reject(cancelled)
    await Promise.all(this.#lanes.map((lane) => lane.end(cancelled)))
    this.#whenIdle?.()
  }

  #laneReady(lane: Lane, engine: PoolEngine): void {
    this.#up.set(lane, engine)
    if (this.#up.size === this.#lanes.length) this.#settleReady?.resolve(engine)
    // Where one starts, the others may too.
    for (const other of this.#lanes) if (other.isDown) other.start()
    this.#pump()
  }

  #laneDown(lane: Lane, error: WhatsitError): void {
    this.#up.delete(lane)
    this.#failure = error
    this.#settleReady?.reject(error)
    if (this.#lanes.every((one) => one.isDown)) for (const job of this.#waiting.splice(0)) job.reject(error)
    this.#pump()
  }

  /** Whoever is free gets the picture that has waited longest. */
  #pump(): void {
    for (const lane of this.#lanes) {
      if (!lane.isFree) continue
      const job = this.#waiting.shift()
      if (!job) break
      lane.take(job)
    }
    if (this.#waiting.length === 0 && !this.#lanes.some((lane) => lane.isRunning)) this.#whenIdle?.()
  }

  #drop(job: Job): void {
    const at = this.#waiting.indexOf(job)
    if (at >= 0) this.#waiting.splice(at, 1)
    this.#pump()
  }
}

/**
 * The bytes as this program's own at once, in memory that can go on to a thread: a caller may give the same twice. What cannot
 * be taken is copied, as small Buffers are, which are parts of one that Node keeps.
 */
function taken(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.byteLength !== bytes.buffer.byteLength) return new Uint8Array(bytes)
  try {
    return structuredClone(bytes, { transfer: [bytes.buffer] })
  } catch {
    return new Uint8Array(bytes)
  }
}
