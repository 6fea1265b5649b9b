/**
 * The families of networks that the engine is for: their structure as published, with few channels (odd counts too), few
 * repeats, small pictures and random weights.
 */
import { type ActivationName, type Flow, NetworkWriter, type Style } from './network-writer.ts'

const CLASSES = 11

export interface Family {
  /** Of the picture. */
  readonly height: number
  readonly width: number
  readonly write: (style: Style) => Uint8Array
}

/** Mean, one linear layer. */
function head(network: NetworkWriter, x: Flow): Uint8Array {
  return network.logits(network.connected(network.flatten(network.globalAverage(x)), CLASSES))
}

/** Howard et al. 2017: depthwise separable convolutions. */
const mobileNetV1: Family = {
  height: 33,
  width: 33,
  write(style) {
    const network = new NetworkWriter(style)
    let x = network.convolution(network.picture(33, 33), { channels: 7, kernel: 3, stride: 2, activation: 'relu6' })
    for (const [channels, stride] of [
      [12, 1],
      [13, 2],
      [16, 1],
      [19, 2],
    ] as const) {
      x = network.convolution(x, { channels: x.channels, kernel: 3, stride, depthwise: true, activation: 'relu6' })
      x = network.convolution(x, { channels, activation: 'relu6' })
    }
    // The original classifies by a 1 x 1 convolution on the mean.
    const scores = network.convolution(network.globalAverage(x), { channels: CLASSES, batchNorm: false })
    return network.logits(network.softmax(network.flatten(scores)))
  },
}

interface Bottleneck {
  readonly kernel: number
  readonly stride: number
  readonly expanded: number
  readonly channels: number
  readonly activation: ActivationName
  /** Squeezed channels, the activation between, and the gate. */
  readonly squeeze?: readonly [number, ActivationName, ActivationName]
}

/** Sandler et al. 2018: 1 x 1 up, depthwise, 1 x 1 down, and a shortcut where nothing changes shape. */
function bottleneck(network: NetworkWriter, input: Flow, block: Bottleneck): Flow {
  const { kernel, stride, expanded, channels, activation, squeeze } = block
  let x = expanded === input.channels ? input : network.convolution(input, { channels: expanded, activation })
  x = network.convolution(x, { channels: expanded, kernel, stride, depthwise: true, activation })
  if (squeeze) x = network.squeezeExcite(x, ...squeeze)
  x = network.convolution(x, { channels })
  return stride === 1 && channels === input.channels ? network.add(x, input) : x
}

function bottlenecks(
  stem: ActivationName,
  blocks: readonly Bottleneck[],
  last: number,
  height = 32,
  width = 32,
): Family {
  return {
    height,
    width,
    write(style) {
      const network = new NetworkWriter(style)
      let x = network.convolution(network.picture(height, width), {
        channels: 8,
        kernel: 3,
        stride: 2,
        activation: stem,
      })
      for (const block of blocks) x = bottleneck(network, x, block)
      return head(network, network.convolution(x, { channels: last, activation: stem }))
    },
  }
}

const mobileNetV2 = bottlenecks(
  'relu6',
  [
    { kernel: 3, stride: 1, expanded: 8, channels: 6, activation: 'relu6' },
    { kernel: 3, stride: 2, expanded: 36, channels: 7, activation: 'relu6' },
    { kernel: 3, stride: 1, expanded: 42, channels: 7, activation: 'relu6' },
    { kernel: 3, stride: 2, expanded: 42, channels: 9, activation: 'relu6' },
  ],
  31,
)

/** Howard et al. 2019: some blocks with ReLU, some with hard swish, some with squeeze-excite. */
const mobileNetV3: Family = {
  height: 32,
  width: 40,
  write(style) {
    const network = new NetworkWriter(style)
    let x = network.convolution(network.picture(32, 40), { channels: 8, kernel: 3, stride: 2, activation: 'hardSwish' })
    for (const block of [
      { kernel: 3, stride: 2, expanded: 8, channels: 8, activation: 'relu', squeeze: [4, 'relu', 'hardSigmoid'] },
      { kernel: 3, stride: 1, expanded: 22, channels: 8, activation: 'relu' },
      {
        kernel: 5,
        stride: 2,
        expanded: 24,
        channels: 10,
        activation: 'hardSwish',
        squeeze: [6, 'relu', 'hardSigmoid'],
      },
      {
        kernel: 5,
        stride: 1,
        expanded: 30,
        channels: 10,
        activation: 'hardSwish',
        squeeze: [8, 'relu', 'hardSigmoid'],
      },
    ] as const) {
      x = bottleneck(network, x, block)
    }
    x = network.convolution(x, { channels: 29, activation: 'hardSwish' })
    x = network.flatten(network.globalAverage(x))
    return network.logits(network.connected(network.connected(x, 21, 'hardSwish'), CLASSES))
  },
}

/** Liu and Tan 2020: EfficientNet without squeeze-excite and with ReLU6. */
const efficientNetLite = bottlenecks(
  'relu6',
  [
    { kernel: 3, stride: 1, expanded: 8, channels: 8, activation: 'relu6' },
    { kernel: 5, stride: 2, expanded: 48, channels: 12, activation: 'relu6' },
    { kernel: 5, stride: 1, expanded: 72, channels: 12, activation: 'relu6' },
    { kernel: 7, stride: 2, expanded: 20, channels: 16, activation: 'relu6' },
  ],
  40,
  36,
  36,
)

/** Tan and Le 2019. */
const efficientNetB0 = bottlenecks(
  'swish',
  [
    { kernel: 3, stride: 1, expanded: 8, channels: 5, activation: 'swish', squeeze: [2, 'swish', 'sigmoid'] },
    { kernel: 3, stride: 2, expanded: 30, channels: 7, activation: 'swish', squeeze: [1, 'swish', 'sigmoid'] },
    { kernel: 5, stride: 1, expanded: 42, channels: 7, activation: 'swish', squeeze: [2, 'swish', 'sigmoid'] },
    { kernel: 5, stride: 2, expanded: 42, channels: 12, activation: 'swish', squeeze: [2, 'swish', 'sigmoid'] },
  ],
  33,
)

/** Iandola et al. 2016: 1 x 1 and 3 x 3 side by side, and classes as maps whose mean is the score. */
const squeezeNet: Family = {
  height: 48,
  width: 48,
  write(style) {
    const network = new NetworkWriter({ ...style, batchNorm: 'folded' })
    const fire = (input: Flow, squeezed: number, channels: number): Flow => {
      const less = network.convolution(input, { channels: squeezed, activation: 'relu' })
      const narrow = network.convolution(less, { channels, activation: 'relu' })
      const wide = network.convolution(less, { channels: channels + 1, kernel: 3, activation: 'relu' })
      return network.concat([narrow, wide])
    }
    let x = network.convolution(network.picture(48, 48), { channels: 9, kernel: 3, stride: 2, activation: 'relu' })
    x = fire(network.maxPool(x, 3, 2, true), 4, 8)
    x = fire(network.maxPool(x, 3, 2, true), 5, 10)
    x = network.convolution(network.node('Dropout', [x]), { channels: CLASSES, activation: 'relu' })
    return network.logits(network.flatten(network.globalAverage(x)))
  },
}

/** He et al. 2015: two 3 x 3 and a shortcut, which is a 1 x 1 convolution where the shape changes. */
const resNet18: Family = {
  height: 40,
  width: 40,
  write(style) {
    const network = new NetworkWriter(style)
    let x = network.convolution(network.picture(40, 40), { channels: 8, kernel: 7, stride: 2, activation: 'relu' })
    x = network.maxPool(x, 3, 2)
    for (const [channels, stride] of [
      [8, 1],
      [13, 2],
      [13, 1],
      [18, 2],
    ] as const) {
      const first = network.convolution(x, { channels, kernel: 3, stride, activation: 'relu' })
      const second = network.convolution(first, { channels, kernel: 3 })
      const shortcut = stride === 1 && channels === x.channels ? x : network.convolution(x, { channels, stride })
      x = network.activate(network.add(second, shortcut), 'relu')
    }
    return head(network, x)
  },
}

/** Simonyan and Zisserman 2014: plain 3 x 3, pooling, and linear layers on the whole last map. */
const vgg: Family = {
  height: 24,
  width: 16,
  write(style) {
    const network = new NetworkWriter(style)
    let x = network.convolution(network.picture(24, 16), { channels: 6, kernel: 3, activation: 'relu' })
    x = network.node('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2] })
    x = network.convolution(x, { channels: 9, kernel: 3, activation: 'relu' })
    x = network.node('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2] })
    x = network.connected(network.flatten(x, 6 * 4), 20, 'relu')
    return network.logits(network.connected(network.node('Dropout', [x]), CLASSES))
  },
}

export const FAMILIES: Readonly<Record<string, Family>> = {
  MobileNetV1: mobileNetV1,
  MobileNetV2: mobileNetV2,
  MobileNetV3: mobileNetV3,
  'EfficientNet-Lite': efficientNetLite,
  'EfficientNet-B0': efficientNetB0,
  SqueezeNet: squeezeNet,
  'ResNet-18': resNet18,
  VGG: vgg,
}
