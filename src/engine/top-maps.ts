/**
 * Class activation maps of the largest logits: which classes those are is known only after the run, so their weights are
 * gathered then, and one more step multiplies them with the last feature map.
 */
import type { EngineOutput } from '../core/engine.ts'
import * as field from './kernels/fields.ts'
import type { TopMaps, Window } from './layers.ts'
import { type DenseShape, denseLength, densePanels, PANEL, VECTOR } from './pack.ts'
import { denseFields, type Room, type Step } from './steps.ts'
import { FLOAT_BYTES, upTo } from './value-memory.ts'
import { plainWeights, type Weights } from './weights.ts'

/** Writes the weights of a class, [feature channels], into every eighth number of `panel`, from `lane` on. */
export type ReadClass = (memory: ArrayBufferLike, index: number, panel: Float32Array, lane: number) => void

const WHOLE: Window = {
  kernel: { height: 1, width: 1 },
  stride: { y: 1, x: 1 },
  pads: { top: 0, left: 0, bottom: 0, right: 0 },
}

/** Weights that the last layer's step already has in memory, in panels. */
export function readPacked(step: Step, channels: number): ReadClass {
  const address = step.fields[field.WEIGHTS] ?? 0
  return (memory, index, panel, lane) => {
    const from = new Float32Array(
      memory,
      address + (index - (index % PANEL)) * channels * FLOAT_BYTES,
      channels * PANEL,
    )
    for (let at = 0; at < channels; at++) panel[at * PANEL + lane] = from[at * PANEL + (index % PANEL)] ?? 0
  }
}

/** Weights as the plan has them. */
export function readPlain(stored: Weights, channels: number): ReadClass {
  const weights = plainWeights(stored)
  return (_, index, panel, lane) => {
    for (let at = 0; at < channels; at++) panel[at * PANEL + lane] = weights[index * channels + at] ?? 0
  }
}

/** Indices of the largest logits, best first; of equal ones the lower index, as ONNX's TopK. */
export function largest(logits: Float32Array, count: number): number[] {
  const best: number[] = []
  for (const [index, logit] of logits.entries()) {
    let at = best.length
    while (at > 0 && logit > (logits[best[at - 1] ?? 0] ?? 0)) at--
    if (at < count) {
      best.splice(at, 0, index)
      if (best.length > count) best.pop()
    }
  }
  return best
}

export class MapsTail {
  readonly step: Step
  readonly #count: number
  readonly #shape: DenseShape
  readonly #read: ReadClass
  readonly #panels: number
  readonly #output: number
  readonly #height: number
  readonly #width: number

  constructor({ count, features }: TopMaps, room: Room, read: ReadClass) {
    const inputShape = room.shape(features)
    const { height, width, channels } = inputShape
    const input = room.place(features)
    const pixel = upTo(count, VECTOR) * FLOAT_BYTES
    const strides = { output: channels, y: 0, x: 0, channel: 1 }
    this.#shape = { outputs: count, channels, kernel: WHOLE.kernel, pixel: input.pixel / FLOAT_BYTES, strides }
    this.#count = count
    this.#read = read
    this.#height = height
    this.#width = width
    this.#panels = room.weights(denseLength(this.#shape), () => {})
    this.#output = room.weights(height * width * upTo(count, VECTOR), () => {})
    const halo = { top: 0, left: 0, bottom: 0, right: 0 }
    const output = { address: this.#output, pixel, row: width * pixel, halo }
    const outputShape = { height, width, channels: count }
    const fields = {
      ...denseFields(room, { input, inputShape, output, outputShape, window: WHOLE }, this.#shape),
      [field.WEIGHTS]: this.#panels,
      [field.BIAS]: room.weights(densePanels(count) * PANEL, () => {}),
    }
    this.step = { name: 'maps', fields, macs: height * width * channels * count }
  }

  /** To be called before the step runs. @returns the classes that the maps will be of */
  prepare(memory: ArrayBufferLike, logits: Float32Array): number[] {
    const classes = largest(logits, this.#count)
    const { channels } = this.#shape
    for (const [rank, index] of classes.entries()) {
      const panel = (rank - (rank % PANEL)) * channels * FLOAT_BYTES
      const room = new Float32Array(memory, this.#panels + panel, channels * PANEL)
      this.#read(memory, index, room, rank % PANEL)
    }
    return classes
  }

  /** After the step. */
  result(memory: ArrayBufferLike, classes: readonly number[]): NonNullable<EngineOutput['activationMaps']> {
    const height = this.#height
    const width = this.#width
    const pixel = upTo(this.#count, VECTOR)
    const pixels = new Float32Array(memory, this.#output, height * width * pixel)
    const maps = new Float32Array(classes.length * height * width)
    for (let rank = 0; rank < classes.length; rank++) {
      for (let at = 0; at < height * width; at++) maps[rank * height * width + at] = pixels[at * pixel + rank] ?? 0
    }
    return { classes, maps, height, width }
  }
}
