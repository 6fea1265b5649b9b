/** Conv and BatchNormalization. */
import { NO_ACTIVATION } from '../layers.ts'
import { unsupported } from '../unsupported.ts'
import { float, integer, integers } from './attributes.ts'
import { channelsOf, layerWeightsOf, type Operator, paddedPictureOf } from './operator.ts'
import { pictureView } from './view.ts'
import { placeWindow } from './window.ts'

export const conv: Operator = (node, draft) => {
  const view = paddedPictureOf(node, draft)
  if (view.pads && view.pads.fill !== 0) unsupported(node.label, `padding with ${view.pads.fill} before it`)
  const { dims, weights } = layerWeightsOf(node, draft, 1)
  const [channels = 0, inputs = 0, ...kernel] = dims
  if (dims.length !== 4 || weights.length === 0) unsupported(node.label, `weights [${dims}]`)
  if (!(integers(node, 'kernel_shape') ?? kernel).every((size, at) => size === kernel[at])) {
    unsupported(node.label, `kernel_shape [${integers(node, 'kernel_shape')}] with weights [${dims}]`)
  }
  const group = integer(node, 'group', 1)
  const isDepthwise = group > 1 && group === view.shape.channels && channels === group && inputs === 1
  if (group !== 1 && !isDepthwise)
    unsupported(node.label, `group ${group} of ${view.shape.channels} to ${channels} channels`)
  if (inputs * group !== view.shape.channels) {
    unsupported(node.label, `weights [${dims}] on ${view.shape.channels} channels`)
  }
  const { window, height, width } = placeWindow(node, view, kernel)
  const shape = { height, width, channels }
  const output = draft.value(shape, node.label)
  const layer = {
    name: node.label,
    input: view.value,
    output,
    window,
    weights,
    scale: undefined,
    bias: node.inputs[2] ? Float64Array.from(channelsOf(node, draft, 2, channels)) : new Float64Array(channels),
    activation: NO_ACTIVATION,
  }
  draft.add({ ...layer, kind: isDepthwise ? 'depthwise' : 'convolution' })
  return pictureView(output, shape)
}

/** gamma * (x - mean) / sqrt(variance + epsilon) + beta = x * scale + shift */
export const batchNormalization: Operator = (node, draft) => {
  const view = draft.input(node)
  const { channels } = view.shape
  // Spatial 0 (before opset 9) and training are of other networks.
  if (integer(node, 'spatial', 1) !== 1) unsupported(node.label, 'spatial 0')
  if (integer(node, 'training_mode', 0) !== 0) unsupported(node.label, 'training_mode 1')
  const [axis = []] = view.axes.slice(1)
  if (view.dims[1] !== channels || axis.some((held) => held !== 'channels'))
    unsupported(node.label, `on [${view.dims}]`)
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => channelsOf(node, draft, index, channels))
  const epsilon = float(node, 'epsilon', 1e-5)
  const scale = Float64Array.from({ length: channels }, (_, channel) => {
    return (gamma?.[channel] ?? 1) / Math.sqrt((variance?.[channel] ?? 1) + epsilon)
  })
  const shift = scale.map((factor, channel) => (beta?.[channel] ?? 0) - (mean?.[channel] ?? 0) * factor)
  const output = draft.value(view.shape, node.label)
  draft.add({ kind: 'affine', name: node.label, input: view.value, output, scale, shift })
  return { ...view, value: output }
}
