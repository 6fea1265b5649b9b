/**
 * Weights as a file stores them. Small ones stay bytes, with a factor for each output, until they are packed: as float32 they
 * would be written, and read again, four times as large, which is a good part of an engine's start.
 */

export interface ScaledBytes {
  /** [outputs, ...] */
  readonly bytes: Int8Array | Uint8Array
  /** [outputs] */
  readonly factors: Float32Array
  readonly length: number
}

export type Weights = Float32Array | ScaledBytes

/** The same numbers, each rounded once. */
export function plainWeights(weights: Weights): Float32Array {
  if (weights instanceof Float32Array) return weights
  const { bytes, factors } = weights
  const plain = new Float32Array(bytes.length)
  const each = bytes.length / factors.length
  for (const [output, factor] of factors.entries()) {
    for (let i = output * each; i < (output + 1) * each; i++) plain[i] = (bytes[i] as number) * factor
  }
  return plain
}
