/**
 * Starting onnxruntime-web, apart from loading a model: the runtime's 14 MB are fetched and compiled while the model is
 * still on its way, and a start that fails is told from a model that does.
 */
import { env, InferenceSession } from 'onnxruntime-web/wasm'
import { WhatsitError } from '../core/errors.ts'
import { runtimeError } from './runtime-error.ts'

export interface RuntimeOptions {
  /** 1 to 4; more than 1 needs shared memory. */
  readonly threads: number
  /** Addresses of the runtime's two files. Absent in Node, where it finds them in its own package. */
  readonly files?: { readonly mjs: string; readonly wasm: string }
}

// The runtime starts with its first session, so it is given the smallest model there is: y = Identity(x), float32 [1].
// (ONNX IR 7, opset 13; 67 bytes of protobuf.)
const IDENTITY_MODEL =
  '080712003a370a100a017812017922084964656e746974791201675a0f0a0178120a0a08080112040a020801620f0a0179120a0a08080112040a02080142040a00100d'

/**
 * Starts the runtime of this thread, once: a failed start is sticky in onnxruntime-web, and another try needs another
 * worker.
 *
 * @returns how many threads it has: 1 where it found no shared memory, which it does not count as a failure
 * @throws RuntimeFailed | OutOfMemory
 */
export async function startRuntime({ threads, files }: RuntimeOptions): Promise<number> {
  if (!Number.isInteger(threads) || threads < 1) throw new WhatsitError('RuntimeFailed', `${threads} threads`)
  env.wasm.numThreads = threads
  env.wasm.proxy = false
  if (files) env.wasm.wasmPaths = files
  env.logLevel = 'error'
  const bytes = Uint8Array.from(IDENTITY_MODEL.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  try {
    const session = await InferenceSession.create(bytes, { executionProviders: ['wasm'] })
    await session.release()
  } catch (error) {
    throw runtimeError(error, 'RuntimeFailed')
  }
  // The start wrote down what it settled for.
  return env.wasm.numThreads ?? 1
}
