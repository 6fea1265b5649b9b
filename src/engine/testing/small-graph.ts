/** Graphs of a node or two around a picture, for tables of facts about single operators. */
import type { PlannedManifest } from '../plan.ts'
import { OnnxWriter, type WriterOptions } from './onnx-writer.ts'
import { Random } from './random.ts'

export const SMALL_MANIFEST: PlannedManifest = {
  input: 'image',
  outputs: { logits: 'logits' },
  preprocess: { centerCrop: 9 },
}

/** An OnnxWriter with a picture of 3 x 8 x 9, constants that are random, and an end. */
export class SmallGraph extends OnnxWriter {
  static readonly height = 8
  static readonly width = 9
  readonly #random = new Random(5)

  constructor(options: WriterOptions = {}) {
    super(options)
    this.input('image', [1, 3, SmallGraph.height, SmallGraph.width])
  }

  /** A float32 initializer. */
  random(...dims: number[]): string {
    const count = dims.reduce((product, size) => product * size, 1)
    return this.float32(dims, this.#random.numbers(count, -1, 1))
  }

  /** A float32 initializer of positive numbers: variances, divisors. */
  positive(...dims: number[]): string {
    const count = dims.reduce((product, size) => product * size, 1)
    return this.float32(dims, this.#random.numbers(count, 0.5, 2))
  }

  one(value: number): string {
    return this.float32([], [value])
  }

  /** A convolution of the picture to so many channels, 8 x 9. */
  map(channels: number, kernel = 3): string {
    const pad = (kernel - 1) / 2
    const weights = this.random(channels, 3, kernel, kernel)
    return this.node('Conv', ['image', weights, this.random(channels)], { pads: [pad, pad, pad, pad] })
  }

  /** A vector [1, outputs] that depends on the picture. */
  vector(outputs: number): string {
    const mean = this.node('Flatten', [this.node('GlobalAveragePool', ['image'])])
    return this.node('Gemm', [mean, this.random(3, outputs), this.random(outputs)])
  }

  /** Makes any tensor of so many numbers the logits: flattened and mixed, so that each number and its place count. */
  mixed(name: string, count: number): Uint8Array {
    const flat = this.node('Reshape', [name, this.int64([1, count])])
    return this.logits(this.node('MatMul', [flat, this.random(count, 6)]))
  }

  /** Makes a vector the logits as it stands. */
  logits(name: string): Uint8Array {
    this.node('Identity', [name], {}, { outputs: ['logits'] })
    this.output('logits')
    return this.bytes()
  }
}
