/**
 * What is read of an ONNX file: a graph of operators over named tensors, typed and checked for size, with nothing yet
 * understood. `onnx.ts` reads it, `plan.ts` makes layers of it.
 */

/** The types of numbers that the family's models store. */
export const ELEMENT_TYPES = {
  float32: { code: 1, bytes: 4 },
  uint8: { code: 2, bytes: 1 },
  int8: { code: 3, bytes: 1 },
  int32: { code: 6, bytes: 4 },
  int64: { code: 7, bytes: 8 },
  bool: { code: 9, bytes: 1 },
  float16: { code: 10, bytes: 2 },
  double: { code: 11, bytes: 8 },
} as const satisfies Record<string, { readonly code: number; readonly bytes: number }>

export type ElementType = keyof typeof ELEMENT_TYPES

export type Numbers = Float32Array | Float64Array | Int8Array | Uint8Array | Int32Array | Uint16Array

/** A tensor whose numbers are known. */
export interface Tensor {
  readonly type: ElementType
  /** Slowest first; none for a scalar. */
  readonly dims: readonly number[]
  /**
   * As many as `dims` multiplied out. int64 as Float64Array: whole numbers, beyond 2^53 the nearest. bool as Uint8Array.
   * float16 as its bits, Uint16Array. float32 also as Int8Array or Uint8Array, where all numbers are such.
   */
  readonly values: Numbers
}

export type Attribute =
  | { readonly type: 'float' | 'integer'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'floats' | 'integers'; readonly value: readonly number[] }
  | { readonly type: 'tensor'; readonly value: Tensor }
  /** A subgraph, texts, or what came after this was written. */
  | { readonly type: 'other' }

export interface GraphNode {
  /** What messages call it: "Conv stem", or "Conv (node 17)" where it has no name of its own. */
  readonly label: string
  /** With its domain in front where that is not ONNX's own: "com.microsoft.FusedConv". */
  readonly operator: string
  /** Names of tensors; '' for an optional one that is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, Attribute>
}

export interface GraphInput {
  readonly name: string
  /** undefined for a type that is not in {@link ELEMENT_TYPES}. */
  readonly type: ElementType | undefined
  /** undefined where a size is a symbol or missing; the whole where the graph does not say. */
  readonly dims: readonly (number | undefined)[] | undefined
}

export interface Graph {
  /** Version of ONNX's own operators. */
  readonly opset: number
  readonly inputs: readonly GraphInput[]
  readonly outputs: readonly string[]
  /** In the order of the file, where each reads what was written before. */
  readonly nodes: readonly GraphNode[]
  readonly initializers: ReadonlyMap<string, Tensor>
}
