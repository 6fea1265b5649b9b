/** A worker with one engine in it: ours or onnxruntime-web, which knows neither that it is measured nor beside whom. */
import ortMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import ortWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import type { Engine } from '../../../src/core/engine.ts'
import kernels from '../../../src/engine/kernels/built/kernels.wasm?url'
import threadedKernels from '../../../src/engine/kernels/built/kernels-threads.wasm?url'
import type { StartThread } from '../../../src/engine/threads.ts'
import { createWhatsitEngine } from '../../../src/engine/whatsit-engine.ts'
import { createOrtEngine } from '../../../src/ort/engine.ts'
import { startRuntime } from '../../../src/ort/runtime.ts'
import { madeUp } from './made-up.ts'
import { bytesOf, type Loaded, type Prepare, serve, warmCache } from './serve.ts'

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

const loaded = (engine: Engine): Loaded => ({
  makeInput() {
    const [, channels, height, width] = engine.inputShape
    return madeUp(channels * height * width)
  },
  run: async (input) => (await engine.run(input)).logits,
  dispose: () => engine.dispose(),
})

const prepareWhatsit: Prepare = async ({ threads }, model, manifest) => {
  const wasm = await bytesOf(threads > 1 ? threadedKernels : kernels)
  return async () => loaded(await createWhatsitEngine(model, manifest, { wasm, threads, startThread }))
}

const prepareOrt: Prepare = async ({ threads }, model, manifest) => {
  await warmCache(ortWasm)
  let isStarted = false
  return async () => {
    if (!isStarted) await startRuntime({ threads, files: { mjs: ortMjs, wasm: ortWasm } })
    isStarted = true
    return loaded(await createOrtEngine(model, manifest))
  }
}

serve((setting, ...rest) => (setting.engine === 'whatsit' ? prepareWhatsit : prepareOrt)(setting, ...rest))
