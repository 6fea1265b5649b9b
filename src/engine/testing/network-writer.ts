/**
 * The parts that the families of networks are made of, with random weights, as two exporters write them. PyTorch: NCHW, pads
 * in numbers, Gemm. tf2onnx: NHWC with Transpose around each NCHW operator, auto_pad or Pad, MatMul and Add, means by axes.
 */
import { type NodeOptions, OnnxWriter, type WriterOptions } from './onnx-writer.ts'
import { Random } from './random.ts'

export type Exporter = 'pytorch' | 'tf2onnx'

export type ActivationName = 'none' | 'relu' | 'relu6' | 'hardSwish' | 'hardSigmoid' | 'sigmoid' | 'swish'

export interface Style extends WriterOptions {
  readonly exporter?: Exporter
  /** Left as nodes behind the convolutions, as a product and a sum (tf2onnx of Keras 3), or folded by the exporter. */
  readonly batchNorm?: 'nodes' | 'arithmetic' | 'folded'
  readonly seed?: number
}

/** A tensor on its way through the network. */
export interface Flow {
  readonly name: string
  readonly channels: number
}

export interface ConvOptions {
  readonly channels: number
  readonly kernel?: number
  readonly stride?: number
  readonly depthwise?: boolean
  readonly activation?: ActivationName
  readonly batchNorm?: boolean
}

export class NetworkWriter {
  readonly onnx: OnnxWriter
  readonly #exporter: Exporter
  readonly #batchNorms: NonNullable<Style['batchNorm']>
  readonly #random: Random

  constructor({ exporter = 'pytorch', batchNorm = 'nodes', seed = 1, ...options }: Style = {}) {
    this.onnx = new OnnxWriter(options)
    this.#exporter = exporter
    this.#batchNorms = batchNorm
    this.#random = new Random(seed)
  }

  get isTensorFlow(): boolean {
    return this.#exporter === 'tf2onnx'
  }

  picture(height: number, width: number): Flow {
    this.onnx.input('image', [this.isTensorFlow ? 'unk__1' : 'batch_size', 3, height, width])
    return { name: 'image', channels: 3 }
  }

  /** Writes the logits' name on the last tensor. */
  logits({ name }: Flow): Uint8Array {
    this.onnx.node('Identity', [name], {}, { outputs: ['logits'] })
    this.onnx.output('logits')
    return this.onnx.bytes()
  }

  convolution(input: Flow, options: ConvOptions): Flow {
    const { channels, kernel = 1, stride = 1, depthwise = false, activation = 'none', batchNorm = true } = options
    const inputs = depthwise ? 1 : input.channels
    const spread = Math.sqrt(6 / (inputs * kernel * kernel))
    const weights = this.#numbers(channels * inputs * kernel * kernel, -spread, spread)
    const parts = [this.onnx.float32([channels, inputs, kernel, kernel], weights)]
    const hasNorm = batchNorm && this.#batchNorms !== 'folded'
    // Exporters give a convolution no bias where a batch norm follows.
    if (!hasNorm) parts.push(this.onnx.float32([channels], this.#numbers(channels, -0.5, 0.5)))
    const group = depthwise ? channels : 1
    let { name } = input
    const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride], dilations: [1, 1], group }
    if (!this.isTensorFlow) {
      const pad = (kernel - 1) >> 1
      name = this.onnx.node('Conv', [name, ...parts], { ...attributes, pads: [pad, pad, pad, pad] })
    } else if (stride === 1 || !depthwise) {
      name = this.onnx.node('Conv', [name, ...parts], { ...attributes, auto_pad: 'SAME_UPPER' })
    } else {
      // Keras' ZeroPadding2D before a strided convolution that is VALID.
      const pad = (kernel - 1) >> 1
      name = this.pad(name, [0, 0, pad, pad, 0, 0, pad, pad])
      name = this.onnx.node('Conv', [name, ...parts], { ...attributes, auto_pad: 'VALID' })
    }
    if (hasNorm) name = this.#batchNorm(name, channels)
    return this.activate({ name, channels }, activation)
  }

  pad(name: string, pads: readonly number[], fill = 0): string {
    if (this.onnx.opset < 11) return this.onnx.node('Pad', [name], { pads, mode: 'constant', value: { float: fill } })
    return this.onnx.node('Pad', [name, this.onnx.int64(pads), this.onnx.float32([], [fill])], { mode: 'constant' })
  }

  #batchNorm(name: string, channels: number): string {
    if (this.#batchNorms === 'arithmetic') {
      const scale = this.onnx.float32([1, channels, 1, 1], this.#numbers(channels, 0.5, 1.5))
      const shift = this.onnx.float32([1, channels, 1, 1], this.#numbers(channels, -0.5, 0.5))
      return this.onnx.node('Add', [this.onnx.node('Mul', [name, scale]), shift])
    }
    const parts = [
      this.#numbers(channels, 0.5, 1.5),
      this.#numbers(channels, -0.5, 0.5),
      this.#numbers(channels, -0.5, 0.5),
      this.#numbers(channels, 0.5, 1.5),
    ]
    const names = parts.map((numbers) => this.onnx.float32([channels], numbers))
    return this.onnx.node('BatchNormalization', [name, ...names], {
      epsilon: { float: 1e-3 },
      momentum: { float: 0.9 },
    })
  }

  activate({ name, channels }: Flow, activation: ActivationName): Flow {
    return { channels, name: this.#activated(name, activation) }
  }

  #activated(name: string, activation: ActivationName): string {
    const { onnx } = this
    switch (activation) {
      case 'none':
        return name
      case 'relu':
        return onnx.node('Relu', [name])
      case 'relu6':
        return this.isTensorFlow ? onnx.node('Min', [onnx.node('Relu', [name]), this.#one(6)]) : this.#clip(name, 6)
      case 'sigmoid':
        return onnx.node('Sigmoid', [name])
      case 'swish':
        return onnx.node('Mul', [name, onnx.node('Sigmoid', [name])])
      case 'hardSigmoid':
        if (this.isTensorFlow) return onnx.node('Mul', [this.#relu6OfThreeMore(name), this.#one(1 / 6)])
        return onnx.node('HardSigmoid', [name], { alpha: { float: 1 / 6 } })
      case 'hardSwish':
        if (this.isTensorFlow)
          return onnx.node('Div', [onnx.node('Mul', [name, this.#relu6OfThreeMore(name)]), this.#one(6)])
        if (onnx.opset >= 14) return onnx.node('HardSwish', [name])
        return onnx.node('Mul', [
          name,
          onnx.node('HardSigmoid', [name], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
        ])
    }
  }

  #relu6OfThreeMore(name: string): string {
    return this.#clip(this.onnx.node('Add', [name, this.#one(3)]), 6)
  }

  #clip(name: string, high: number): string {
    if (this.onnx.opset < 11) return this.onnx.node('Clip', [name], { min: { float: 0 }, max: { float: high } })
    return this.onnx.node('Clip', [name, this.#one(0), this.#one(high)])
  }

  #one(value: number): string {
    return this.onnx.float32([], [value])
  }

  /** Squeeze-excite: each channel times a gate that all channels' means decide. */
  squeezeExcite(input: Flow, squeezed: number, inner: ActivationName, gate: ActivationName): Flow {
    const options = { batchNorm: false } as const
    const mean = { name: this.#mean(input.name, true), channels: input.channels }
    const less = this.convolution(mean, { ...options, channels: squeezed, activation: inner })
    const more = this.convolution(less, { ...options, channels: input.channels, activation: gate })
    return { name: this.onnx.node('Mul', [more.name, input.name]), channels: input.channels }
  }

  add(a: Flow, b: Flow): Flow {
    return { name: this.onnx.node('Add', [a.name, b.name]), channels: a.channels }
  }

  concat(parts: readonly Flow[]): Flow {
    const names = parts.map(({ name }) => name)
    const channels = parts.reduce((sum, part) => sum + part.channels, 0)
    if (!this.isTensorFlow) return { name: this.onnx.node('Concat', names, { axis: 1 }), channels }
    const turned = names.map((name) => this.toNhwc(name))
    return { name: this.toNchw(this.onnx.node('Concat', turned, { axis: -1 })), channels }
  }

  toNhwc(name: string): string {
    return this.onnx.node('Transpose', [name], { perm: [0, 2, 3, 1] })
  }

  toNchw(name: string): string {
    return this.onnx.node('Transpose', [name], { perm: [0, 3, 1, 2] })
  }

  maxPool({ name, channels }: Flow, kernel: number, stride: number, isCeil = false): Flow {
    const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride] }
    if (!this.isTensorFlow) {
      // Opset 10 brought ceil_mode.
      const pads = isCeil && this.onnx.opset >= 10 ? [0, 0, 0, 0] : Array(4).fill((kernel - 1) >> 1)
      const ceil: Record<string, number> = isCeil && this.onnx.opset >= 10 ? { ceil_mode: 1 } : {}
      return { name: this.onnx.node('MaxPool', [name], { ...attributes, ...ceil, pads }), channels }
    }
    // Keras' ResNet pads with zeros, behind a ReLU.
    const padded = this.pad(name, [0, 0, 1, 1, 0, 0, 1, 1])
    return { name: this.onnx.node('MaxPool', [padded], { ...attributes, auto_pad: 'VALID' }), channels }
  }

  globalAverage({ name, channels }: Flow): Flow {
    return { name: this.#mean(name, true), channels }
  }

  #mean(name: string, keeps: boolean): string {
    const keepdims = keeps ? 1 : 0
    if (!this.isTensorFlow) return this.onnx.node('GlobalAveragePool', [name])
    const turned = this.toNhwc(name)
    const mean =
      this.onnx.opset < 18
        ? this.onnx.node('ReduceMean', [turned], { axes: [1, 2], keepdims })
        : this.onnx.node('ReduceMean', [turned, this.onnx.int64([1, 2])], { keepdims })
    return keeps ? this.toNchw(mean) : mean
  }

  /** Everything behind the mean, or a whole map, as one vector [1, numbers]. */
  flatten({ name, channels }: Flow, places = 1): Flow {
    const numbers = channels * places
    const { onnx } = this
    if (this.isTensorFlow) {
      return { name: onnx.node('Reshape', [this.toNhwc(name), onnx.int64([-1, numbers])]), channels: numbers }
    }
    if (onnx.opset >= 13) return { name: onnx.node('Flatten', [name], { axis: 1 }), channels: numbers }
    // x.view(x.size(0), -1), as PyTorch traces it
    const batch = onnx.node('Gather', [onnx.node('Shape', [name]), onnx.int64([0], [])], { axis: 0 })
    const rest = onnx.node('Constant', [], { value: { type: 'int64', dims: [1], values: Float64Array.of(-1) } })
    const shape = onnx.node('Concat', [onnx.node('Unsqueeze', [batch], { axes: [0] }), rest], { axis: 0 })
    return { name: onnx.node('Reshape', [name, shape]), channels: numbers }
  }

  connected({ name, channels }: Flow, outputs: number, activation: ActivationName = 'none'): Flow {
    const spread = Math.sqrt(3 / channels)
    const weights = this.#numbers(channels * outputs, -spread, spread)
    const bias = this.onnx.float32([outputs], this.#numbers(outputs, -0.5, 0.5))
    const { onnx } = this
    const product = this.isTensorFlow
      ? onnx.node('Add', [onnx.node('MatMul', [name, onnx.float32([channels, outputs], weights)]), bias])
      : onnx.node('Gemm', [name, onnx.float32([outputs, channels], weights), bias], { transB: 1 })
    return this.activate({ name: product, channels: outputs }, activation)
  }

  softmax({ name, channels }: Flow): Flow {
    return { name: this.onnx.node('Softmax', [name], { axis: this.onnx.opset < 13 ? 1 : -1 }), channels }
  }

  /** A node that none of the above writes. */
  node(operator: string, inputs: readonly Flow[], attributes = {}, options: NodeOptions = {}): Flow {
    const names = inputs.map(({ name }) => name)
    return { name: this.onnx.node(operator, names, attributes, options), channels: inputs[0]?.channels ?? 0 }
  }

  #numbers(count: number, low: number, high: number): Float32Array {
    return this.#random.numbers(count, low, high)
  }
}
