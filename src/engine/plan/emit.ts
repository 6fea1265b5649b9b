/** The last step: what is left of the draft becomes the plan, with its values numbered anew and its weights rounded. */

import { inputsOf } from '../inputs-of.ts'
import type { Layer, Plan, TopMaps, Value, ValueId } from '../layers.ts'
import { plainWeights, type Weights } from '../weights.ts'
import type { Draft, DraftLayer, Factors } from './draft.ts'

/** What is kept of the draft's values. */
export interface Kept {
  readonly input: ValueId
  readonly logits: ValueId
  readonly topMaps?: TopMaps
}

export function emitPlan(draft: Draft, layers: readonly DraftLayer[], { input, logits, topMaps }: Kept): Plan {
  const values: Value[] = []
  const numbers = new Map<ValueId, ValueId>()
  const number = (value: ValueId): ValueId => {
    const known = numbers.get(value)
    if (known !== undefined) return known
    const { height, width, channels, constant } = draft.values[value] ?? { height: 0, width: 0, channels: 0 }
    const shape = { height, width, channels }
    const fresh = values.push(constant ? { ...shape, constant } : shape) - 1
    numbers.set(value, fresh)
    return fresh
  }
  number(input)
  const written = layers.map((layer): Layer => {
    for (const value of inputsOf(layer)) number(value)
    return finished(layer, number)
  })
  return {
    values,
    input: number(input),
    layers: written,
    logits: number(logits),
    ...(topMaps ? { topMaps: { ...topMaps, features: number(topMaps.features) } } : {}),
  }
}

function finished(layer: DraftLayer, number: (value: ValueId) => ValueId): Layer {
  const output = number(layer.output)
  switch (layer.kind) {
    case 'convolution': {
      const { scale, bias, weights, residual, ...rest } = layer
      const rounded = { ...rest, ...round(weights, { scale, bias }), input: number(layer.input), output }
      return residual === undefined ? rounded : { ...rounded, residual: number(residual) }
    }
    case 'depthwise':
    case 'fullyConnected': {
      const { scale, bias, weights, ...rest } = layer
      return { ...rest, ...round(weights, { scale, bias }), input: number(layer.input), output }
    }
    case 'binary':
      return { ...layer, left: number(layer.left), right: number(layer.right), output }
    case 'concat':
      return { ...layer, inputs: layer.inputs.map(number), output }
    case 'affine':
      throw new Error(`${layer.name} is neither folded nor written`)
    default:
      return { ...layer, input: number(layer.input), output }
  }
}

/** Weights [output channels, ...] times their channel's factor. Those without factors stay as the file has them. */
function round(stored: Weights, { scale, bias }: Factors): { weights: Weights; bias: Float32Array } {
  if (!scale) return { weights: stored, bias: Float32Array.from(bias) }
  const weights = plainWeights(stored)
  const scaled = new Float32Array(weights.length)
  const each = weights.length / scale.length
  for (const [channel, factor] of scale.entries()) {
    for (let i = channel * each; i < (channel + 1) * each; i++) scaled[i] = (weights[i] ?? 0) * factor
  }
  return { weights: scaled, bias: Float32Array.from(bias) }
}
