/**
 * BatchNormalization and arithmetic with constants go into the weights of the layer before them. In float64: factors and
 * offsets are multiplied and added in the order of the graph, and `emit.ts` rounds weights and bias once.
 */
import type { ValueId } from '../layers.ts'
import { type Affine, type Draft, type DraftLayer, NONE, type Weighted } from './draft.ts'
import { readersOf } from './layer-list.ts'

/** (x * a + b) * c + d = x * (a * c) + (b * c + d) */
export function foldAffines(layers: readonly DraftLayer[], kept: readonly ValueId[]): DraftLayer[] {
  const readers = readersOf(layers, kept)
  const folded: DraftLayer[] = []
  const places = new Map<ValueId, number>()
  for (const layer of layers) {
    const place = layer.kind === 'affine' && readers(layer.input) === 1 ? places.get(layer.input) : undefined
    const before = place === undefined ? undefined : folded[place]
    const joined = before && layer.kind === 'affine' ? join(before, layer) : undefined
    if (joined && place !== undefined) {
      folded[place] = joined
      places.set(joined.output, place)
    } else {
      places.set(layer.output, folded.push(layer) - 1)
    }
  }
  return folded
}

function join(before: DraftLayer, { output, scale, shift }: Affine): DraftLayer | undefined {
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

/** Those that found no layer to go into: a multiplication and an addition with constants. */
export function writeAffines(layers: readonly DraftLayer[], draft: Draft): DraftLayer[] {
  return layers.flatMap((layer) => (layer.kind === 'affine' ? written(layer, draft) : [layer]))
}

function written({ name, input, output, scale, shift }: Affine, draft: Draft): DraftLayer[] {
  const constant = (numbers: Float64Array): ValueId => {
    return draft.constant({ height: 1, width: 1, channels: numbers.length }, Float32Array.from(numbers))
  }
  const layer = { kind: 'binary', name, activation: NONE } as const
  const isScaled = scale.some((factor) => factor !== 1)
  const isShifted = shift.some((offset) => offset !== 0)
  if (!isScaled) return [{ ...layer, operator: 'add', left: input, right: constant(shift), output }]
  if (!isShifted) return [{ ...layer, operator: 'multiply', left: input, right: constant(scale), output }]
  const between = draft.value(draft.values[output] ?? { height: 1, width: 1, channels: scale.length }, name)
  return [
    { ...layer, operator: 'multiply', left: input, right: constant(scale), output: between },
    { ...layer, operator: 'add', left: between, right: constant(shift), output },
  ]
}
