/** The engine on onnxruntime-web: the reference that every other engine is measured against. */
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import type { Engine, EngineOutput } from '../core/engine.ts'
import { WhatsitError } from '../core/errors.ts'
import { inputSize, type Size } from '../core/geometry.ts'
import type { ModelManifest } from '../core/manifest.ts'
import { graphTensor } from './graph.ts'
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
  const { input, outputs } = manifest
  if (!session.inputNames.includes(input) || !session.outputNames.includes(outputs.logits)) {
    await session.release()
    throw new WhatsitError('ModelUnsupported', `the graph has no ${input} or no ${outputs.logits}`)
  }
  const shape = imageShape(session, input, inputSize(manifest.preprocess))
  if (!shape) {
    await session.release()
    throw new WhatsitError('ModelUnsupported', `${input} is not float32 [1, 3, height, width]`)
  }
  return new OrtEngine(session, input, outputs.logits, shape)
}

type Shape = Engine['inputShape']

/**
 * What the graph says of its input, and where it leaves a length open, what the manifest says; undefined where that is not
 * one picture in three planes.
 */
function imageShape(session: InferenceSession, input: string, size: Size): Shape | undefined {
  const metadata = session.inputMetadata.find(({ name }) => name === input)
  if (metadata === undefined) return undefined
  const { type, shape } = graphTensor(metadata)
  if (type !== 'float32' || shape.length !== 4) return undefined
  const length = (axis: number, open: number): number => {
    const given = shape[axis]
    return typeof given === 'number' ? given : open
  }
  const fits = length(0, 1) === 1 && length(1, 3) === 3
  return fits ? [1, 3, length(2, size.height), length(3, size.width)] : undefined
}

class OrtEngine implements Engine {
  readonly inputShape: Shape
  readonly #session: InferenceSession
  readonly #input: string
  readonly #logits: string

  constructor(session: InferenceSession, input: string, logits: string, inputShape: Shape) {
    this.#session = session
    this.#input = input
    this.#logits = logits
    this.inputShape = inputShape
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
