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
  // By what they write, in the order in which they run. A layer that takes in another moves to that one's place: by then
  // all that either reads is written, and nobody between reads what it wrote.
  const joined = new Map<ValueId, DraftLayer>()
  for (const layer of layers) {
    let last = layer
    for (const value of takenFrom(layer)) {
      const both = readers(value) === 1 ? together(joined.get(value), layer, values) : undefined
      if (!both) continue
      joined.delete(value)
      last = both
      break
    }
    joined.set(last.output, last)
  }
  return [...joined.values()]
}

/** Whose layers may take this one in. */
function takenFrom(layer: DraftLayer): readonly ValueId[] {
  if (layer.kind === 'unary') return [layer.input]
  return layer.kind === 'binary' && layer.operator === 'add' ? [layer.left, layer.right] : []
}

function together(
  before: DraftLayer | undefined,
  layer: DraftLayer,
  values: readonly DraftValue[],
): DraftLayer | undefined {
  if (layer.kind === 'unary') return withActivation(before, layer)
  return layer.kind === 'binary' ? withResidual(before, layer, values) : undefined
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
  if (before?.kind !== 'convolution' || before.residual !== undefined) return undefined
  if (before.activation.kind !== 'none') return undefined
  const residual = before.output === left ? right : left
  const [own, other] = [values[before.output], values[residual]]
  const isSameShape = own?.height === other?.height && own?.width === other?.width && own?.channels === other?.channels
  return isSameShape && !other?.constant ? { ...before, residual, output } : undefined
}
