/** Activations and residual additions join the layer before them, where nobody else reads what is in between. */
import type { Activation, Binary, Unary, ValueId } from '../layers.ts'
import type { DraftConvolution, DraftLayer, DraftValue } from './draft.ts'
import { readersOf } from './layer-list.ts'

export function joinLayers(
  layers: readonly DraftLayer[],
  values: readonly DraftValue[],
  kept: readonly ValueId[],
): DraftLayer[] {
  const readers = readersOf(layers, kept)
  // A layer that moved leaves a hole.
  const joined: (DraftLayer | undefined)[] = []
  const places = new Map<ValueId, number>()
  for (const layer of layers) {
    const alone = (value: ValueId): number | undefined => (readers(value) === 1 ? places.get(value) : undefined)
    if (layer.kind === 'unary') {
      const place = alone(layer.input)
      const before = place === undefined ? undefined : withActivation(joined[place], layer)
      if (before && place !== undefined) {
        joined[place] = before
        places.set(before.output, place)
        continue
      }
    }
    if (layer.kind === 'binary' && layer.operator === 'add') {
      // The later one, so that what it adds was written before it, or as soon as may be.
      const sides = [layer.left, layer.right].map((value) => alone(value) ?? -1).sort((a, b) => b - a)
      const place = sides.find((side) => withResidual(joined[side], layer, values))
      const sum = place === undefined ? undefined : withResidual(joined[place], layer, values)
      if (sum && place !== undefined) {
        joined[place] = undefined
        places.set(sum.output, joined.push(sum) - 1)
        continue
      }
    }
    places.set(layer.output, joined.push(layer) - 1)
  }
  return joined.filter((layer) => layer !== undefined)
}

function withActivation(before: DraftLayer | undefined, { activation, output }: Unary): DraftLayer | undefined {
  switch (before?.kind) {
    case 'convolution':
    case 'depthwise':
    case 'fullyConnected':
    case 'binary':
      break
    default:
      return undefined
  }
  const both = before.activation.kind === 'none' ? activation : cutTwice(before.activation, activation)
  return both && { ...before, activation: both, output }
}

/** ReLU and Min behind one another: TensorFlow's ReLU6, as some exporters write it. */
function cutTwice(first: Activation, second: Activation): Activation | undefined {
  const [inner, outer] = [boundsOf(first), boundsOf(second)]
  if (!inner || !outer) return undefined
  const cut = (x: number): number => Math.min(outer.high, Math.max(outer.low, x))
  return { kind: 'clip', low: cut(inner.low), high: cut(inner.high) }
}

function boundsOf(activation: Activation): { low: number; high: number } | undefined {
  if (activation.kind === 'relu') return { low: 0, high: Number.POSITIVE_INFINITY }
  return activation.kind === 'clip' ? activation : undefined
}

function withResidual(
  before: DraftLayer | undefined,
  { left, right, output }: Binary,
  values: readonly DraftValue[],
): DraftConvolution | undefined {
  if (before?.kind !== 'convolution' || before.residual !== undefined || before.activation.kind !== 'none')
    return undefined
  const residual = before.output === left ? right : left
  const [own, other] = [values[before.output], values[residual]]
  const isSameShape = own?.height === other?.height && own?.width === other?.width && own?.channels === other?.channels
  return isSameShape && !other?.constant ? { ...before, residual, output } : undefined
}
