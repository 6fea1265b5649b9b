/** The one product of constants that is not computed beforehand: stored bytes times a factor for each output. */
import type { GraphNode, Tensor } from '../graph.ts'
import type { ScaledBytes } from '../weights.ts'

export interface Scaled {
  readonly dims: readonly number[]
  readonly weights: ScaledBytes
}

/**
 * @param inputs  of the node
 * @returns undefined for everything else, which is computed as ever
 */
export function scaledBytes({ operator }: GraphNode, inputs: readonly (Tensor | undefined)[]): Scaled | undefined {
  const [stored, scale, ...more] = inputs
  if (operator !== 'Mul' || !stored || !scale || more.length > 0) return undefined
  const { dims, values: bytes } = stored
  const { values: factors } = scale
  const isSmall = stored.type === 'float32' && (bytes instanceof Int8Array || bytes instanceof Uint8Array)
  if (!isSmall || scale.type !== 'float32' || !(factors instanceof Float32Array)) return undefined
  const [outputs = 0, ...inside] = dims
  // [outputs, 1, ...] beside [outputs, ...]: broadcasting repeats each factor over all of its output's weights.
  const isByOutput = scale.dims.length === dims.length && scale.dims[0] === outputs && factors.length === outputs
  if (!isByOutput || outputs === 0 || inside.length === 0) return undefined
  return { dims, weights: { bytes, factors, length: bytes.length } }
}
