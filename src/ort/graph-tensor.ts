/** What onnxruntime says of a graph's input or output, as core has it. */
import type { InferenceSession } from 'onnxruntime-web/wasm'
import type { GraphTensor } from '../core/graph.ts'

// How onnxruntime-web 1.30 tells an open length that has no name: -1 in 32 bits.
const NAMELESS = 2 ** 32 - 1

export function graphTensor(metadata: InferenceSession.ValueMetadata): GraphTensor {
  const { name } = metadata
  if (!metadata.isTensor) return { name, type: 'none', shape: [] }
  const shape = metadata.shape.map((length) => (length === NAMELESS ? '' : length))
  return { name, type: metadata.type, shape }
}
