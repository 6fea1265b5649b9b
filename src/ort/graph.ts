/** Reads a model's {@link Graph}: what a manifest is derived from, where a folder has none. */
import { InferenceSession } from 'onnxruntime-web/wasm'
import type { Graph } from '../core/graph.ts'
import { graphTensor } from './graph-tensor.ts'
import { runtimeError } from './runtime-error.ts'

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
