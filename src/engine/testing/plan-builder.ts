/** Plans made by hand, for tests: each call adds a layer with made-up weights and gives the number of its output. */
import {
  type Activation,
  type Binary,
  type Layer,
  NO_ACTIVATION,
  type Pads,
  type Plan,
  type Pool,
  type Shape,
  type Value,
  type ValueId,
  type Window,
} from '../layers.ts'
import { shapeOf } from '../value-memory.ts'
import type { Random } from './random.ts'

export interface WindowChoice {
  readonly kernel: readonly [height: number, width: number]
  readonly stride?: readonly [y: number, x: number]
  readonly pads?: Pads
}

export const NO_PADS: Pads = { top: 0, left: 0, bottom: 0, right: 0 }
export const RELU6: Activation = { kind: 'clip', low: 0, high: 6 }

/** Padding as TensorFlow's SAME: the odd pixel after. */
export function samePads({ height, width }: Shape, kernel: number, stride: number): Pads {
  const along = (side: number): [number, number] => {
    const all = Math.max((Math.ceil(side / stride) - 1) * stride + kernel - side, 0)
    return [Math.floor(all / 2), Math.ceil(all / 2)]
  }
  const [top, bottom] = along(height)
  const [left, right] = along(width)
  return { top, left, bottom, right }
}

function windowOf({ kernel, stride = [1, 1], pads = NO_PADS }: WindowChoice): Window {
  return { kernel: { height: kernel[0], width: kernel[1] }, stride: { y: stride[0], x: stride[1] }, pads }
}

function outputOf({ height, width }: Shape, { kernel, stride, pads }: Window, channels: number): Shape {
  return {
    height: Math.floor((height + pads.top + pads.bottom - kernel.height) / stride.y) + 1,
    width: Math.floor((width + pads.left + pads.right - kernel.width) / stride.x) + 1,
    channels,
  }
}

export class PlanBuilder {
  readonly input: ValueId
  readonly #values: Value[] = []
  readonly #layers: Layer[] = []
  readonly #random: Random

  constructor(random: Random, input: Shape) {
    this.#random = random
    this.input = this.value(input)
  }

  shape(value: ValueId): Shape {
    return shapeOf(this.#values, value)
  }

  value(value: Value): ValueId {
    this.#values.push(value)
    return this.#values.length - 1
  }

  convolution(
    input: ValueId,
    outputs: number,
    choice: WindowChoice,
    activation: Activation = NO_ACTIVATION,
    residual?: ValueId,
  ): ValueId {
    const { channels } = this.shape(input)
    const window = windowOf(choice)
    const fanIn = window.kernel.height * window.kernel.width * channels
    const output = this.value(outputOf(this.shape(input), window, outputs))
    return this.#add({
      kind: 'convolution',
      name: `convolution ${output}`,
      input,
      output,
      window,
      weights: this.#weights(outputs * fanIn, fanIn),
      bias: this.#random.numbers(outputs, -0.5, 0.5),
      ...(residual === undefined ? {} : { residual }),
      activation,
    })
  }

  depthwise(input: ValueId, choice: WindowChoice, activation: Activation = NO_ACTIVATION): ValueId {
    const { channels } = this.shape(input)
    const window = windowOf(choice)
    const cells = window.kernel.height * window.kernel.width
    const output = this.value(outputOf(this.shape(input), window, channels))
    return this.#add({
      kind: 'depthwise',
      name: `depthwise ${output}`,
      input,
      output,
      window,
      weights: this.#weights(channels * cells, cells),
      bias: this.#random.numbers(channels, -0.5, 0.5),
      activation,
    })
  }

  fullyConnected(input: ValueId, outputs: number, activation: Activation = NO_ACTIVATION): ValueId {
    const { height, width, channels } = this.shape(input)
    const inputs = height * width * channels
    const output = this.value({ height: 1, width: 1, channels: outputs })
    return this.#add({
      kind: 'fullyConnected',
      name: `fully connected ${output}`,
      input,
      output,
      weights: this.#weights(outputs * inputs, inputs),
      bias: this.#random.numbers(outputs, -0.5, 0.5),
      activation,
    })
  }

  binary(operator: Binary['operator'], left: ValueId, right: ValueId, activation: Activation = NO_ACTIVATION): ValueId {
    const output = this.value(this.shape(left))
    return this.#add({ kind: 'binary', name: `${operator} ${output}`, operator, left, right, output, activation })
  }

  unary(input: ValueId, activation: Activation): ValueId {
    const output = this.value(this.shape(input))
    return this.#add({ kind: 'unary', name: `${activation.kind} ${output}`, input, output, activation })
  }

  globalAverage(input: ValueId): ValueId {
    const output = this.value({ height: 1, width: 1, channels: this.shape(input).channels })
    return this.#add({ kind: 'globalAverage', name: `global average ${output}`, input, output })
  }

  pool(input: ValueId, operator: Pool['operator'], choice: WindowChoice, countIncludePad = false): ValueId {
    const window = windowOf(choice)
    const output = this.value(outputOf(this.shape(input), window, this.shape(input).channels))
    const name = `${operator} pool ${output}`
    return this.#add({ kind: 'pool', name, operator, countIncludePad, window, input, output })
  }

  concat(inputs: readonly ValueId[]): ValueId {
    const [first = 0] = inputs
    const channels = inputs.reduce((sum, input) => sum + this.shape(input).channels, 0)
    const output = this.value({ ...this.shape(first), channels })
    return this.#add({ kind: 'concat', name: `concat ${output}`, inputs, output })
  }

  softmax(input: ValueId): ValueId {
    const output = this.value(this.shape(input))
    return this.#add({ kind: 'softmax', name: `softmax ${output}`, input, output })
  }

  /** @param features  the map whose class activation maps the plan gives; the last layer is then fully connected */
  plan(logits: ValueId, features?: ValueId): Plan {
    const plan = { values: this.#values, input: this.input, layers: this.#layers, logits }
    const last = this.#layers.at(-1)
    if (features === undefined || last?.kind !== 'fullyConnected') return plan
    return { ...plan, topMaps: { count: 5, features, weights: last.weights } }
  }

  /** Small enough that sums keep their size from layer to layer. */
  #weights(count: number, fanIn: number): Float32Array {
    const most = Math.sqrt(6 / fanIn)
    return this.#random.numbers(count, -most, most)
  }

  #add(layer: Layer): ValueId {
    this.#layers.push(layer)
    return layer.output
  }
}
