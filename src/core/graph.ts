/** What a model's file says of itself, before anything is run: the names, types and shapes of what goes in and comes out. */

export interface GraphTensor {
  readonly name: string
  /** "float32", "int64", ... */
  readonly type: string
  /** A text where the length is open: its name, "batch_size", or nothing. */
  readonly shape: readonly (number | string)[]
}

export interface Graph {
  readonly inputs: readonly GraphTensor[]
  readonly outputs: readonly GraphTensor[]
}
