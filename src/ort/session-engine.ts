/**
 * An engine on a session of onnxruntime, whichever of its packages made that: their JavaScript interface is one, and the
 * package is passed in.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import type { Engine, EngineOutput } from '../core/engine.ts'
import { WhatsitError } from '../core/errors.ts'
import { inputSize, type Size } from '../core/geometry.ts'
import type { ModelManifest } from '../core/manifest.ts'
import { graphTensor } from './graph-tensor.ts'
import { runtimeError } from './runtime-error.ts'

/** What is used of a package. */
export interface Onnxruntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>
  }
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor
}

/**
 * @param model  the bytes of the ONNX file, already checked against the manifest's hash
 * @throws ModelUnsupported  the file is no ONNX model that this runtime runs, or lacks the names of the manifest
 * @throws OutOfMemory
 */
export async function createSessionEngine(
  { InferenceSession, Tensor }: Onnxruntime,
  model: Uint8Array,
  manifest: ModelManifest,
  options: InferenceSession.SessionOptions,
): Promise<Engine> {
  let session: InferenceSession
  try {
    session = await InferenceSession.create(model, options)
  } catch (error) {
    throw runtimeError(error, 'ModelUnsupported')
  }
  const { input, outputs } = manifest
  const wanted = Object.values(outputs)
  const missing = session.inputNames.includes(input)
    ? wanted.find((name) => !session.outputNames.includes(name))
    : input
  if (missing !== undefined) {
    await session.release()
    throw new WhatsitError('ModelUnsupported', `the graph has no ${missing}`)
  }
  const shape = imageShape(session, input, inputSize(manifest.preprocess))
  if (!shape) {
    await session.release()
    throw new WhatsitError('ModelUnsupported', `${input} is not float32 [1, 3, height, width]`)
  }
  return new SessionEngine(session, Tensor, { input, outputs, shape })
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

/** Sequences and maps of ONNX are other kinds of values. */
function isTensor(value: InferenceSession.OnnxValueMapType[string] | undefined): value is Tensor {
  return value !== undefined && 'dims' in value && 'data' in value
}

/** @throws ModelUnsupported  when the graph gives something else under this name */
function float32(
  results: InferenceSession.OnnxValueMapType,
  name: string,
): { data: Float32Array; dims: readonly number[] } {
  const tensor = results[name]
  if (!isTensor(tensor) || !(tensor.data instanceof Float32Array)) {
    throw new WhatsitError('ModelUnsupported', `${name} is not a float32 tensor`)
  }
  return { data: tensor.data, dims: tensor.dims }
}

/**
 * Class activation maps of the classes with the largest logits.
 *
 * @throws ModelUnsupported  when they are not int64 [k] and float32 [k, height, width], or of a class that has no logit
 */
function activationMaps(
  results: InferenceSession.OnnxValueMapType,
  topClasses: string,
  topMaps: string,
  logits: number,
): NonNullable<EngineOutput['activationMaps']> {
  const top = results[topClasses]
  if (!isTensor(top) || !(top.data instanceof BigInt64Array)) {
    throw new WhatsitError('ModelUnsupported', `${topClasses} is not an int64 tensor`)
  }
  const classes = Array.from(top.data, Number)
  const outside = classes.find((index) => !(index >= 0 && index < logits))
  if (outside !== undefined) throw new WhatsitError('ModelUnsupported', `${topClasses} names class ${outside}`)
  const { data: maps, dims } = float32(results, topMaps)
  const [count, height, width] = dims
  if (dims.length !== 3 || count !== classes.length || height === undefined || width === undefined) {
    const shape = dims.join(', ')
    throw new WhatsitError('ModelUnsupported', `${topMaps} is [${shape}] for ${classes.length} ${topClasses}`)
  }
  return { classes, maps, height, width }
}

interface Named {
  readonly input: string
  readonly outputs: ModelManifest['outputs']
  readonly shape: Shape
}

class SessionEngine implements Engine {
  readonly inputShape: Shape
  readonly #session: InferenceSession
  readonly #Tensor: Onnxruntime['Tensor']
  readonly #input: string
  readonly #outputs: ModelManifest['outputs']
  readonly #fetches: readonly string[]

  constructor(session: InferenceSession, Tensor: Onnxruntime['Tensor'], { input, outputs, shape }: Named) {
    this.#session = session
    this.#Tensor = Tensor
    this.#input = input
    this.#outputs = outputs
    this.#fetches = Object.values(outputs)
    this.inputShape = shape
  }

  async run(input: Float32Array): Promise<EngineOutput> {
    // The maps come out of the same run, at no cost that can be measured beside the network's.
    let results: InferenceSession.OnnxValueMapType
    try {
      const fed = { [this.#input]: new this.#Tensor('float32', input, this.inputShape) }
      results = await this.#session.run(fed, this.#fetches)
    } catch (error) {
      throw runtimeError(error, 'RunFailed')
    }
    const { logits: name, topClasses, topMaps } = this.#outputs
    const logits = float32(results, name).data
    if (topClasses === undefined || topMaps === undefined) return { logits }
    return { logits, activationMaps: activationMaps(results, topClasses, topMaps, logits.length) }
  }

  async dispose(): Promise<void> {
    await this.#session.release()
  }
}
