/** What each layer means, in plain loops and float64: slow, short, and what the kernels are compared with. */
import type { Activation, Layer, Plan, Shape, Value, ValueId, Window } from '../layers.ts'
import { shapeOf } from '../value-memory.ts'
import { plainWeights } from '../weights.ts'

/** [height, width, channels] */
type Numbers = Float64Array

export function activated(activation: Activation, x: number): number {
  const hard = (alpha: number, beta: number): number => Math.min(1, Math.max(0, alpha * x + beta))
  switch (activation.kind) {
    case 'none':
      return x
    case 'relu':
      return Math.max(0, x)
    case 'clip':
      return Math.min(activation.high, Math.max(activation.low, x))
    case 'hardSwish':
      return x * hard(1 / 6, 0.5)
    case 'hardSigmoid':
      return hard(activation.alpha, activation.beta)
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x))
    case 'swish':
      return x / (1 + Math.exp(-x))
  }
}

/** The cells of a window at output (y, x): their place in the kernel, and in the input if they lie in it. */
function* cells({ kernel, stride, pads }: Window, input: Shape, y: number, x: number) {
  for (let ky = 0; ky < kernel.height; ky++) {
    for (let kx = 0; kx < kernel.width; kx++) {
      const inputY = y * stride.y - pads.top + ky
      const inputX = x * stride.x - pads.left + kx
      const isInside = inputY >= 0 && inputY < input.height && inputX >= 0 && inputX < input.width
      const isPadded = inputY < input.height + pads.bottom && inputX < input.width + pads.right
      yield { cell: ky * kernel.width + kx, pixel: isInside ? inputY * input.width + inputX : undefined, isPadded }
    }
  }
}

/** Fills an output, pixel by pixel. */
function fill(output: Shape, of: (y: number, x: number, channel: number) => number): Numbers {
  const numbers = new Float64Array(output.height * output.width * output.channels)
  let at = 0
  for (let y = 0; y < output.height; y++) {
    for (let x = 0; x < output.width; x++) {
      for (let channel = 0; channel < output.channels; channel++) numbers[at++] = of(y, x, channel)
    }
  }
  return numbers
}

function computed(layer: Layer, values: readonly Value[], known: (value: ValueId) => Numbers): Numbers {
  const shape = (value: ValueId): Shape => shapeOf(values, value)
  const output = shape(layer.output)
  const at = (numbers: ArrayLike<number>, index: number): number => numbers[index] ?? Number.NaN
  switch (layer.kind) {
    case 'convolution': {
      const { window, weights, bias, activation, residual } = layer
      const numbers = plainWeights(weights)
      const size = window.kernel.height * window.kernel.width
      const input = shape(layer.input)
      const from = known(layer.input)
      const added = residual === undefined ? undefined : known(residual)
      return fill(output, (y, x, channel) => {
        let sum = at(bias, channel)
        for (const { cell, pixel } of cells(window, input, y, x)) {
          if (pixel === undefined) continue
          for (let c = 0; c < input.channels; c++) {
            sum += at(from, pixel * input.channels + c) * at(numbers, (channel * input.channels + c) * size + cell)
          }
        }
        if (added) sum += at(added, (y * output.width + x) * output.channels + channel)
        return activated(activation, sum)
      })
    }
    case 'depthwise': {
      const { window, weights, bias, activation } = layer
      const numbers = plainWeights(weights)
      const size = window.kernel.height * window.kernel.width
      const input = shape(layer.input)
      const from = known(layer.input)
      return fill(output, (y, x, channel) => {
        let sum = at(bias, channel)
        for (const { cell, pixel } of cells(window, input, y, x)) {
          if (pixel !== undefined)
            sum += at(from, pixel * input.channels + channel) * at(numbers, channel * size + cell)
        }
        return activated(activation, sum)
      })
    }
    case 'fullyConnected': {
      const from = known(layer.input)
      const numbers = plainWeights(layer.weights)
      return fill(output, (_y, _x, channel) => {
        let sum = at(layer.bias, channel)
        for (const [index, number] of from.entries()) sum += number * at(numbers, channel * from.length + index)
        return activated(layer.activation, sum)
      })
    }
    case 'binary': {
      const left = known(layer.left)
      const right = known(layer.right)
      const { height, width, channels } = shape(layer.right)
      return fill(output, (y, x, channel) => {
        const a = at(left, (y * output.width + x) * output.channels + channel)
        const pixel = (height === 1 ? 0 : y) * width + (width === 1 ? 0 : x)
        const b = at(right, pixel * channels + (channels === 1 ? 0 : channel))
        return activated(layer.activation, layer.operator === 'add' ? a + b : a * b)
      })
    }
    case 'unary': {
      return known(layer.input).map((number) => activated(layer.activation, number))
    }
    case 'globalAverage': {
      const { height, width, channels } = shape(layer.input)
      const from = known(layer.input)
      return fill(output, (_y, _x, channel) => {
        let sum = 0
        for (let pixel = 0; pixel < height * width; pixel++) sum += at(from, pixel * channels + channel)
        return sum / (height * width)
      })
    }
    case 'pool': {
      const input = shape(layer.input)
      const from = known(layer.input)
      return fill(output, (y, x, channel) => {
        let sum = 0
        let largest = Number.NEGATIVE_INFINITY
        let count = 0
        for (const { pixel, isPadded } of cells(layer.window, input, y, x)) {
          if (pixel !== undefined || (layer.countIncludePad && isPadded)) count++
          if (pixel === undefined) continue
          const number = at(from, pixel * input.channels + channel)
          sum += number
          largest = Math.max(largest, number)
        }
        return layer.operator === 'max' ? largest : sum / count
      })
    }
    case 'concat': {
      return fill(output, (y, x, channel) => {
        let left = channel
        for (const input of layer.inputs) {
          const { channels } = shape(input)
          if (left < channels) return at(known(input), (y * output.width + x) * channels + left)
          left -= channels
        }
        return Number.NaN
      })
    }
    case 'softmax': {
      const from = known(layer.input)
      const largest = Math.max(...from)
      const sum = from.reduce((all, number) => all + Math.exp(number - largest), 0)
      return from.map((number) => Math.exp(number - largest) / sum)
    }
  }
}

/**
 * All values of a plan.
 *
 * @param planes  [channels, height, width], as engines take it
 */
export function referenceValues(plan: Plan, planes: Float32Array): readonly Numbers[] {
  const { values, input } = plan
  const results: Numbers[] = values.map(({ constant }) => Float64Array.from(constant ?? []))
  const { height, width } = shapeOf(values, input)
  results[input] = fill(shapeOf(values, input), (y, x, channel) => {
    return planes[(channel * height + y) * width + x] ?? Number.NaN
  })
  for (const layer of plan.layers) {
    results[layer.output] = computed(layer, values, (value) => results[value] ?? new Float64Array())
  }
  return results
}
