/** Layers as steps: which kernel runs, on which addresses, and how threads share it. One function for each kind of layer. */
import * as field from './kernels/fields.ts'
import {
  type Activation,
  type Binary,
  type Concat,
  type Convolution,
  type Depthwise,
  type FullyConnected,
  type Layer,
  NO_ACTIVATION,
  type Pool,
  type Shape,
  type ValueId,
  type Window,
} from './layers.ts'
import {
  type DenseShape,
  denseDepth,
  denseLength,
  densePanels,
  PANEL,
  packDense,
  packDepthwise,
  VECTOR,
} from './pack.ts'
import { FLOAT_BYTES, type Place, upTo } from './value-memory.ts'
import { plainWeights, type Weights } from './weights.ts'

/** What a kernel is called with: the words of kernels/fields.ts, by their offsets; absent ones are 0. */
export type StepFields = Readonly<Record<number, number>>

export interface Step {
  /** Of the layer. */
  readonly name: string
  readonly fields: StepFields
  /** Multiply-adds, for measurements. */
  readonly macs: number
}

/** Where things are. What is asked for here is written once, when the engine is made. */
export interface Room {
  readonly threads: number
  shape(value: ValueId): Shape
  place(value: ValueId): Place
  /** @returns the address of `length` numbers, zeros before `write` fills them */
  weights(length: number, write: (room: Float32Array) => void): number
  /** @returns the address of a table of whole numbers, the same for the same `key` */
  table(key: string, length: number, write: (room: Int32Array) => void): number
}

/** Maps from this many pixels on are shared out by rows, smaller ones by channels: their weights are the larger part. */
const MANY_PIXELS = 14 * 14

/** How much longer the slowest thread works than if all were equal; 1 is even. */
function unevenness(units: number, threads: number): number {
  return (Math.ceil(units / threads) * threads) / units
}

function activationFields(activation: Activation): StepFields {
  const words = (kind: number, first = 0, second = 0): StepFields => ({
    [field.ACTIVATION]: kind,
    [field.FIRST]: first,
    [field.SECOND]: second,
  })
  switch (activation.kind) {
    case 'none':
      return words(field.ACTIVATION_NONE)
    case 'relu':
      return words(field.ACTIVATION_CLIP, 0, Number.POSITIVE_INFINITY)
    case 'clip':
      return words(field.ACTIVATION_CLIP, activation.low, activation.high)
    case 'hardSigmoid':
      return words(field.ACTIVATION_HARD_SIGMOID, activation.alpha, activation.beta)
    case 'hardSwish':
      return words(field.ACTIVATION_HARD_SWISH, 1 / 6, 0.5)
    case 'sigmoid':
      return words(field.ACTIVATION_SIGMOID)
    case 'swish':
      return words(field.ACTIVATION_SWISH)
  }
}

const inputFields = ({ address, pixel, row }: Place, { height, width }: Shape): StepFields => ({
  [field.INPUT]: address,
  [field.IN_PIXEL]: pixel,
  [field.IN_ROW]: row,
  [field.IN_HEIGHT]: height,
  [field.IN_WIDTH]: width,
})

/** Channels in memory: kernels other than the dense ones need not know how many of a vector's lanes are real. */
const outputFields = ({ address, pixel, row }: Place, { height, width, channels }: Shape): StepFields => ({
  [field.OUTPUT]: address,
  [field.OUT_PIXEL]: pixel,
  [field.OUT_ROW]: row,
  [field.HEIGHT]: height,
  [field.WIDTH]: width,
  [field.CHANNELS]: upTo(channels, VECTOR),
})

const windowFields = ({ kernel, stride, pads }: Window): StepFields => ({
  [field.KERNEL_HEIGHT]: kernel.height,
  [field.KERNEL_WIDTH]: kernel.width,
  [field.STRIDE_Y]: stride.y,
  [field.STRIDE_X]: stride.x,
  [field.PAD_TOP]: pads.top,
  [field.PAD_LEFT]: pads.left,
})

const AFTER: StepFields = { [field.BARRIER]: 1 }

/** The first step of all: the picture's planes, as the caller has them, into the plan's input. */
export function planesStep(planes: number, input: ValueId, room: Room): Step {
  const shape = room.shape(input)
  const fields = {
    ...outputFields(room.place(input), shape),
    ...AFTER,
    [field.KIND]: field.KIND_PLANES,
    [field.INPUT]: planes,
    [field.CHANNELS]: shape.channels,
  }
  return { name: 'input', fields, macs: 0 }
}

/** The zeros around a value, where it has any. No barrier: the step that writes the value itself follows, and has one. */
export function haloSteps(value: ValueId, room: Room): Step[] {
  const place = room.place(value)
  const { top, left, bottom, right } = place.halo
  if (top + left + bottom + right === 0) return []
  const fields = {
    ...outputFields(place, room.shape(value)),
    [field.KIND]: field.KIND_HALO,
    [field.PAD_TOP]: top,
    [field.PAD_LEFT]: left,
    [field.IN_HEIGHT]: bottom,
  }
  return [{ name: 'zeros', fields, macs: 0 }]
}

/** For each output pixel, how many pixels lie before it in a value with rows of `rowPixels`. */
function pixelTable(room: Room, output: Shape, rowPixels: number, window?: Window): number {
  const { stride, pads } = window ?? { stride: { y: 1, x: 1 }, pads: { top: 0, left: 0 } }
  const { height, width } = output
  const numbers = [height, width, rowPixels, stride.y, stride.x, pads.top, pads.left]
  return room.table(numbers.join(), height * width, (table) => {
    for (let y = 0; y < height; y++) {
      const row = (y * stride.y - pads.top) * rowPixels - pads.left
      for (let x = 0; x < width; x++) table[y * width + x] = row + x * stride.x
    }
  })
}

const rowPixels = ({ row, pixel }: Place): number => row / pixel

/** Where a dense step reads and writes. */
interface DenseEnds {
  readonly input: Place
  readonly output: Place
  /** Its channels are the step's, not the shape's in memory. */
  readonly outputShape: Shape
  readonly inputShape: Shape
  readonly window: Window
}

/** The part of a dense step that its weights do not matter for. */
export function denseFields(room: Room, ends: DenseEnds, shape: DenseShape): StepFields {
  const { input, output, outputShape, inputShape, window } = ends
  const pixels = outputShape.height * outputShape.width
  const panels = densePanels(shape.outputs)
  const byRows = unevenness(Math.ceil(pixels / 6), room.threads)
  const byChannels = unevenness(Math.ceil(panels / 2), room.threads)
  const prefersRows = pixels >= MANY_PIXELS
  return {
    ...inputFields(input, inputShape),
    ...outputFields(output, outputShape),
    ...AFTER,
    [field.KIND]: field.KIND_DENSE,
    [field.DEPTH]: denseDepth(shape),
    [field.KERNEL_HEIGHT]: shape.kernel.height,
    [field.IN_TABLE]: pixelTable(room, outputShape, rowPixels(input), window),
    [field.OUT_TABLE]: pixelTable(room, outputShape, rowPixels(output)),
    [field.PANELS_FIRST]: pixels < shape.outputs ? 1 : 0,
    [field.SPLIT]:
      byRows < byChannels || (byRows === byChannels && prefersRows) ? field.SPLIT_ROWS : field.SPLIT_CHANNELS,
  }
}

function packedDense(room: Room, weights: Weights, bias: Float32Array, shape: DenseShape): StepFields {
  const panels = densePanels(shape.outputs)
  return {
    [field.WEIGHTS]: room.weights(denseLength(shape), (packed) => packDense(weights, shape, packed)),
    [field.BIAS]: room.weights(panels * PANEL, (packed) => packed.set(bias)),
  }
}

function convolution(layer: Convolution, room: Room): Step {
  const { window, residual } = layer
  const input = room.place(layer.input)
  const inputShape = room.shape(layer.input)
  const outputShape = room.shape(layer.output)
  const { channels } = inputShape
  const cells = window.kernel.height * window.kernel.width
  const shape: DenseShape = {
    outputs: outputShape.channels,
    channels,
    kernel: window.kernel,
    pixel: input.pixel / FLOAT_BYTES,
    strides: { output: channels * cells, y: window.kernel.width, x: 1, channel: cells },
  }
  const fields = {
    ...denseFields(room, { input, inputShape, output: room.place(layer.output), outputShape, window }, shape),
    ...packedDense(room, layer.weights, layer.bias, shape),
    ...(residual === undefined ? {} : residualFields(room, residual, outputShape)),
    ...activationFields(layer.activation),
  }
  return { name: layer.name, fields, macs: outputShape.height * outputShape.width * layer.weights.length }
}

function residualFields(room: Room, residual: ValueId, outputShape: Shape): StepFields {
  const place = room.place(residual)
  return {
    [field.OTHER]: place.address,
    [field.OTHER_PIXEL]: place.pixel,
    [field.OTHER_TABLE]: pixelTable(room, outputShape, rowPixels(place)),
  }
}

/** A convolution whose kernel is as large as the map, with weights in the order of the map. */
function fullyConnected(layer: FullyConnected, room: Room): Step {
  const input = room.place(layer.input)
  const inputShape = room.shape(layer.input)
  const outputShape = room.shape(layer.output)
  const { height, width, channels } = inputShape
  const shape: DenseShape = {
    outputs: outputShape.channels,
    channels,
    kernel: { height, width },
    pixel: input.pixel / FLOAT_BYTES,
    strides: { output: height * width * channels, y: width * channels, x: channels, channel: 1 },
  }
  const window: Window = {
    kernel: { height, width },
    stride: { y: 1, x: 1 },
    pads: { top: 0, left: 0, bottom: 0, right: 0 },
  }
  const fields = {
    ...denseFields(room, { input, inputShape, output: room.place(layer.output), outputShape, window }, shape),
    ...packedDense(room, layer.weights, layer.bias, shape),
    ...activationFields(layer.activation),
  }
  return { name: layer.name, fields, macs: layer.weights.length }
}

/**
 * How many strips of seven make a row of `width` outputs cheapest, the rest being strips of five; both kinds may overlap
 * at the row's end.
 */
export function sevensOf(width: number): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let sevens = Math.ceil(width / 7); sevens >= 0; sevens--) {
    if (sevens > 0 && width < 7) continue
    const computed = 7 * sevens + 5 * Math.max(0, Math.ceil((width - 7 * sevens) / 5))
    if (computed < least) {
      least = computed
      best = sevens
    }
  }
  return best
}

/** Kernels of 7 x 7 have strips of five only: a row of seven weights leaves no room in the registers for more. */
const LARGEST_FOR_SEVENS = 5

function depthwise(layer: Depthwise, room: Room): Step {
  const { window, weights, bias } = layer
  const outputShape = room.shape(layer.output)
  const channels = upTo(outputShape.channels, VECTOR)
  const cells = window.kernel.height * window.kernel.width
  const byRows = unevenness(outputShape.height, room.threads)
  const byChannels = unevenness(Math.ceil(channels / 16), room.threads)
  const fields = {
    ...inputFields(room.place(layer.input), room.shape(layer.input)),
    ...outputFields(room.place(layer.output), outputShape),
    ...windowFields(window),
    ...activationFields(layer.activation),
    ...AFTER,
    [field.KIND]: field.KIND_DEPTHWISE,
    [field.WEIGHTS]: room.weights(channels * cells, (packed) =>
      packDepthwise(plainWeights(weights), outputShape.channels, packed),
    ),
    [field.BIAS]: room.weights(channels, (packed) => packed.set(bias)),
    [field.SEVENS]: window.kernel.width > LARGEST_FOR_SEVENS ? 0 : sevensOf(outputShape.width),
    [field.SPLIT]: byRows <= byChannels ? field.SPLIT_ROWS : field.SPLIT_CHANNELS,
  }
  return { name: layer.name, fields, macs: outputShape.height * outputShape.width * weights.length }
}

function binary(layer: Binary, room: Room): Step {
  const shape = room.shape(layer.output)
  const right = room.shape(layer.right)
  const place = room.place(layer.right)
  const fields = {
    ...inputFields(room.place(layer.left), shape),
    ...outputFields(room.place(layer.output), shape),
    ...activationFields(layer.activation),
    ...AFTER,
    [field.KIND]: layer.operator === 'add' ? field.KIND_ADD : field.KIND_MULTIPLY,
    [field.OTHER]: place.address,
    [field.OTHER_PIXEL]: right.width === 1 ? 0 : place.pixel,
    [field.OTHER_ROW]: right.height === 1 ? 0 : place.row,
    [field.OTHER_SCALAR]: right.channels === 1 ? 1 : 0,
  }
  return { name: layer.name, fields, macs: 0 }
}

function pool(layer: Pool, room: Room): Step {
  const { kernel, pads } = layer.window
  const input = room.shape(layer.input)
  const output = room.shape(layer.output)
  const fields = {
    ...inputFields(room.place(layer.input), input),
    ...outputFields(room.place(layer.output), output),
    ...windowFields(layer.window),
    ...AFTER,
    [field.KIND]: layer.operator === 'max' ? field.KIND_MAX_POOL : field.KIND_AVERAGE_POOL,
    [field.COUNTED_HEIGHT]: layer.countIncludePad ? input.height + pads.bottom : 0,
    [field.COUNTED_WIDTH]: layer.countIncludePad ? input.width + pads.right : 0,
  }
  return {
    name: layer.name,
    fields,
    macs: output.height * output.width * output.channels * kernel.height * kernel.width,
  }
}

function concat(layer: Concat, room: Room): Step[] {
  const output = room.place(layer.output)
  const shape = room.shape(layer.output)
  let channel = 0
  return layer.inputs.map((input, index) => {
    const { channels } = room.shape(input)
    const isLast = index === layer.inputs.length - 1
    const fields = {
      ...inputFields(room.place(input), shape),
      ...outputFields({ ...output, address: output.address + channel * FLOAT_BYTES }, shape),
      [field.KIND]: field.KIND_COPY,
      [field.CHANNELS]: channels,
      [field.DEPTH]: isLast ? upTo(shape.channels, VECTOR) - shape.channels : 0,
      [field.BARRIER]: isLast ? 1 : 0,
    }
    channel += channels
    return { name: layer.name, fields, macs: 0 }
  })
}

/** Kernels that only read one value and write another. */
function plain(
  kind: number,
  layer: { readonly name: string; readonly input: ValueId; readonly output: ValueId },
  room: Room,
  activation: Activation = NO_ACTIVATION,
): Step {
  const input = room.shape(layer.input)
  const fields = {
    ...inputFields(room.place(layer.input), input),
    ...outputFields(room.place(layer.output), room.shape(layer.output)),
    ...activationFields(activation),
    ...AFTER,
    [field.KIND]: kind,
    [field.DEPTH]: input.channels,
  }
  return { name: layer.name, fields, macs: 0 }
}

export function stepsOf(layer: Layer, room: Room): Step[] {
  switch (layer.kind) {
    case 'convolution':
      return [convolution(layer, room)]
    case 'depthwise':
      return [depthwise(layer, room)]
    case 'fullyConnected':
      return [fullyConnected(layer, room)]
    case 'binary':
      return [binary(layer, room)]
    case 'pool':
      return [pool(layer, room)]
    case 'concat':
      return concat(layer, room)
    case 'unary':
      return [plain(field.KIND_UNARY, layer, room, layer.activation)]
    case 'globalAverage':
      return [plain(field.KIND_GLOBAL_AVERAGE, layer, room)]
    case 'softmax':
      return [plain(field.KIND_SOFTMAX, layer, room)]
  }
}
