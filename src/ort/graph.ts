/** Reads a model's {@link Graph}: what a manifest is derived from, where a folder has none. */
import { InferenceSession } from 'onnxruntime-web/wasm'
import type { Graph, GraphTensor } from '../core/graph.ts'
import { runtimeError } from './runtime-error.ts'

function tensor(metadata: InferenceSession.ValueMetadata): GraphTensor {
  const { name } = metadata
  return metadata.isTensor ? { name, type: metadata.type, shape: metadata.shape } : { name, type: 'none', shape: [] }
}

/**
 * @param model  the bytes of the ONNX file
 * @throws ModelUnsupported  the file is no ONNX model that this runtime runs
 * @throws OutOfMemory
 */
export async function readGraph(model: Uint8Array): Promise<Graph> {
  try {
    const session = await InferenceSession.create(model, { executionProviders: ['wasm'] })
    const graph = { inputs: session.inputMetadata.map(tensor), outputs: session.outputMetadata.map(tensor) }
    await session.release()
    return graph
  } catch (error) {
    throw runtimeError(error, 'ModelUnsupported')
  }
}
