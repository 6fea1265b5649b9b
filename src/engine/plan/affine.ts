/**
 * BatchNormalization and arithmetic with constants go into the weights of the layer before them. In float64: factors and
 * offsets are multiplied and added in the order of the graph, and `emit.ts` rounds weights and bias once.
 */
import { NO_ACTIVATION, type ValueId, type Window } from '../layers.ts'
import type { Budget } from './budget.ts'
import type { Affine, Draft, DraftLayer, Weighted } from './draft.ts'
import { readersOf } from './layer-list.ts'
import { NO_PADS } from './window.ts'

/** (x * a + b) * c + d = x * (a * c) + (b * c + d) */
export function foldAffines(layers: readonly DraftLayer[], kept: readonly ValueId[], budget: Budget): DraftLayer[] {
  const readers = readersOf(layers, kept)
  // By what they write, in the order in which they run.
  const folded = new Map<ValueId, DraftLayer>()
  for (const layer of layers) {
    const before = layer.kind === 'affine' && readers(layer.input) === 1 ? folded.get(layer.input) : undefined
    const joined = before && layer.kind === 'affine' ? join(before, layer) : undefined
    if (before && joined) {
      // One number may be added to a million channels, again and again.
      budget.spend('bias' in joined ? joined.bias.length : joined.scale.length, layer.name)
      folded.delete(before.output)
    }
    folded.set(layer.output, joined ?? layer)
  }
  return [...folded.values()]
}

function join(before: DraftLayer, { output, scale, shift }: Affine): Weighted | Affine | undefined {
  if (before.kind === 'affine') {
    const count = Math.max(scale.length, before.scale.length)
    return {
      ...before,
      output,
      scale: Float64Array.from({ length: count }, (_, channel) => at(before.scale, channel) * at(scale, channel)),
      shift: Float64Array.from({ length: count }, (_, channel) => {
        return at(before.shift, channel) * at(scale, channel) + at(shift, channel)
      }),
    }
  }
  if (!isLinear(before)) return undefined
  const isScaled = before.scale !== undefined || scale.some((factor) => factor !== 1)
  return {
    ...before,
    output,
    scale: isScaled ? before.bias.map((_, channel) => (before.scale?.[channel] ?? 1) * at(scale, channel)) : undefined,
    bias: before.bias.map((bias, channel) => bias * at(scale, channel) + at(shift, channel)),
  }
}

/** One number for all channels, or one for each. */
const at = (numbers: Float64Array, channel: number): number => numbers[numbers.length === 1 ? 0 : channel] ?? 0

/** Weights, and nothing behind them yet. */
function isLinear(layer: DraftLayer): layer is Weighted {
  const isWeighted = layer.kind === 'convolution' || layer.kind === 'depthwise' || layer.kind === 'fullyConnected'
  return isWeighted && layer.activation.kind === 'none' && !('residual' in layer)
}

/** Those that found no layer to go into are depthwise convolutions of 1 x 1: a weight and a bias for each channel. */
export function writeAffines(layers: readonly DraftLayer[], { values, constants }: Draft): DraftLayer[] {
  return layers.map((layer) => {
    if (layer.kind !== 'affine') return layer
    const { name, input, output, scale, shift } = layer
    const { channels } = values[output] ?? { channels: scale.length }
    constants.budget.spend(channels, name)
    const weights = Float32Array.from({ length: channels }, (_, channel) => at(scale, channel))
    const bias = Float64Array.from({ length: channels }, (_, channel) => at(shift, channel))
    return {
      kind: 'depthwise',
      name,
      input,
      output,
      window: POINT,
      weights,
      scale: undefined,
      bias,
      activation: NO_ACTIVATION,
    }
  })
}

const POINT: Window = { kernel: { height: 1, width: 1 }, stride: { y: 1, x: 1 }, pads: NO_PADS }
