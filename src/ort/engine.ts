/** The engine on onnxruntime-web: the reference that every other engine is measured against. */
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import type { Engine, EngineOutput } from '../core/engine.ts'
import { WhatsitError } from '../core/errors.ts'
import type { ModelManifest } from '../core/manifest.ts'
import { runtimeError } from './runtime-error.ts'

/**
 * @param model  the bytes of the ONNX file, already checked against the manifest's hash
 * @throws ModelUnsupported  the file is no ONNX model that this runtime runs, or lacks the names of the manifest
 * @throws OutOfMemory
 */
export async function createOrtEngine(model: Uint8Array, manifest: ModelManifest): Promise<Engine> {
  let session: InferenceSession
  try {
    session = await InferenceSession.create(model, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
    })
  } catch (error) {
    throw runtimeError(error, 'ModelUnsupported')
  }
  const { input, outputs, preprocess } = manifest
  if (!session.inputNames.includes(input) || !session.outputNames.includes(outputs.logits)) {
    await session.release()
    throw new WhatsitError('ModelUnsupported', `the graph has no ${input} or no ${outputs.logits}`)
  }
  return new OrtEngine(session, input, outputs.logits, preprocess.centerCrop)
}

class OrtEngine implements Engine {
  readonly inputShape: readonly [number, number, number, number]
  readonly #session: InferenceSession
  readonly #input: string
  readonly #logits: string

  constructor(session: InferenceSession, input: string, logits: string, size: number) {
    this.#session = session
    this.#input = input
    this.#logits = logits
    this.inputShape = [1, 3, size, size]
  }

  async run(input: Float32Array): Promise<EngineOutput> {
    // Only what is asked for is computed: without the maps' names, the runtime skips their part of the graph.
    let results: InferenceSession.OnnxValueMapType
    try {
      results = await this.#session.run({ [this.#input]: new Tensor('float32', input, this.inputShape) }, [
        this.#logits,
      ])
    } catch (error) {
      throw runtimeError(error, 'RunFailed')
    }
    const logits = results[this.#logits]
    if (!(logits instanceof Tensor) || !(logits.data instanceof Float32Array)) {
      throw new WhatsitError('ModelUnsupported', `${this.#logits} is not a float32 tensor`)
    }
    return { logits: logits.data }
  }

  async dispose(): Promise<void> {
    await this.#session.release()
  }
}
