/** A worker with one engine in it: ours or onnxruntime-web, which knows neither that it is measured nor beside whom. */
import { expose } from 'comlink'
import ortMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import ortWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import type { Engine } from '../../../src/core/engine.ts'
import type { ModelManifest } from '../../../src/core/manifest.ts'
import kernels from '../../../src/engine/kernels/built/kernels.wasm?url'
import threadedKernels from '../../../src/engine/kernels/built/kernels-threads.wasm?url'
import type { StartThread } from '../../../src/engine/threads.ts'
import { createWhatsitEngine } from '../../../src/engine/whatsit-engine.ts'
import { createOrtEngine } from '../../../src/ort/engine.ts'
import { startRuntime } from '../../../src/ort/runtime.ts'

export interface Setting {
  readonly engine: 'whatsit' | 'onnxruntime-web'
  readonly threads: number
}

export interface Start {
  /** Milliseconds from the model's bytes in memory, and the runtime's, to an engine. */
  readonly create: number
  /** Of the first run, after that. */
  readonly firstRun: number
}

const bytesOf = async (url: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(url)).arrayBuffer())

const startThread: StartThread = (start, lost) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('thread.ts', import.meta.url), { type: 'module' })
    worker.onmessage = () => resolve(worker)
    worker.onerror = ({ message }) => {
      lost(message)
      reject(new Error(message))
    }
    worker.postMessage(start)
  })

/** Like a picture's normalised numbers, the same each time. */
function madeUp(count: number): Float32Array {
  let state = 1
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  })
}

let engine: Engine | undefined
let input: Float32Array = new Float32Array()
let create = async (): Promise<Engine> => {
  throw new Error('nothing was fetched')
}

async function timedStart(): Promise<Start> {
  await engine?.dispose()
  const began = performance.now()
  engine = await create()
  const created = performance.now()
  const [, channels, height, width] = engine.inputShape
  input = madeUp(channels * height * width)
  const running = performance.now()
  await engine.run(input)
  return { create: created - began, firstRun: performance.now() - running }
}

const contestant = {
  /** Brings everything into memory, then makes the engine: what a page does whose network is infinitely fast. */
  async start({ engine: name, threads }: Setting, model: string, manifest: ModelManifest): Promise<Start> {
    const bytes = await bytesOf(model)
    if (name === 'whatsit') {
      const wasm = await bytesOf(threads > 1 ? threadedKernels : kernels)
      create = () => createWhatsitEngine(bytes, manifest, { wasm, threads, startThread })
    } else {
      await fetch(ortWasm, { cache: 'force-cache' }).then((response) => response.arrayBuffer())
      let isStarted = false
      create = async () => {
        if (!isStarted) await startRuntime({ threads, files: { mjs: ortMjs, wasm: ortWasm } })
        isStarted = true
        return createOrtEngine(bytes, manifest)
      }
    }
    return timedStart()
  },

  /** Once more, with the runtime started and the code warm. */
  again: timedStart,

  /** @returns milliseconds of each run */
  async run(times: number): Promise<number[]> {
    const measured: number[] = []
    for (let run = 0; run < times; run++) {
      const began = performance.now()
      await engine?.run(input)
      measured.push(performance.now() - began)
    }
    return measured
  },

  async logits(): Promise<Float32Array> {
    return (await engine?.run(input))?.logits ?? new Float32Array()
  },
}

export type Contestant = typeof contestant

expose(contestant)
