/** Reads a model's {@link Graph}: what a manifest is derived from, where a folder has none. */
import { InferenceSession } from 'onnxruntime-web/wasm'
import type { Graph, GraphTensor } from '../core/graph.ts'
import { runtimeError } from './runtime-error.ts'

// How onnxruntime-web 1.30 tells an open length that has no name: -1 in 32 bits.
const NAMELESS = 2 ** 32 - 1

export function graphTensor(metadata: InferenceSession.ValueMetadata): GraphTensor {
  const { name } = metadata
  if (!metadata.isTensor) return { name, type: 'none', shape: [] }
  const shape = metadata.shape.map((length) => (length === NAMELESS ? '' : length))
  return { name, type: metadata.type, shape }
}

/**
 * @param model  the bytes of the ONNX file
 * @throws ModelUnsupported  the file is no ONNX model that this runtime runs
 * @throws OutOfMemory
 */
export async function readGraph(model: Uint8Array): Promise<Graph> {
  try {
    const session = await InferenceSession.create(model, { executionProviders: ['wasm'] })
    const graph = { inputs: session.inputMetadata.map(graphTensor), outputs: session.outputMetadata.map(graphTensor) }
    await session.release()
    return graph
  } catch (error) {
    throw runtimeError(error, 'ModelUnsupported')
  }
}
