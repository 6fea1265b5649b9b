/**
 * Activations that the graph writes out, because its opset or its exporter had no operator for them:
 *   hard sigmoid  min(6, max(0, x + 3)) / 6
 *   hard swish    x * hardSigmoid(x), or x * min(6, max(0, x + 3)) / 6
 *   swish         x * sigmoid(x)
 */
import type { Activation, ValueId } from '../layers.ts'
import type { Affine, DraftLayer } from './draft.ts'
import { writersOf } from './layer-list.ts'

/** Sixths that were written as float32, or with the few digits of a text. */
const NEARLY = 1e-6

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= NEARLY

/** What is no longer read stays in the list. */
export function recogniseGates(layers: readonly DraftLayer[]): DraftLayer[] {
  const writers = writersOf(layers)
  return layers.map((layer) => {
    const found = layer.kind === 'affine' ? ofAffine(layer, writers) : ofProduct(layer, writers)
    if (!found) return layer
    const { input, activation } = found
    const unary = { kind: 'unary', name: layer.name, input, output: layer.output, activation } as const
    // Later layers look for this one in its new form.
    writers.set(layer.output, unary)
    return unary
  })
}

type Writers = Map<ValueId, DraftLayer>

interface Found {
  readonly input: ValueId
  readonly activation: Activation
}

/** A number times a cut-off, or times a product with one. */
function ofAffine(layer: Affine, writers: Writers): Found | undefined {
  const [factor = 0, ...more] = layer.scale
  if (more.length > 0 || layer.shift.some((shift) => shift !== 0)) return undefined
  const before = writers.get(layer.input)
  const cut = cutOf(before, writers)
  if (cut) {
    const isUnit = isNear(factor * cut.high, 1)
    const activation = { kind: 'hardSigmoid', alpha: cut.slope * factor, beta: cut.offset * factor } as const
    return isUnit ? { input: cut.input, activation } : undefined
  }
  if (before?.kind !== 'binary' || before.operator !== 'multiply') return undefined
  const gate = [before.left, before.right].map((value) => cutOf(writers.get(value), writers)).find((side) => side)
  const other = gate && gate.input === before.left ? before.left : before.right
  const isHardSwish =
    gate?.input === other && isNear(factor * gate.high, 1) && isSixth(gate.slope * factor, gate.offset * factor)
  return isHardSwish ? { input: other, activation: { kind: 'hardSwish' } } : undefined
}

const isSixth = (alpha: number, beta: number): boolean => isNear(alpha, 1 / 6) && isNear(beta, 1 / 2)

interface Cut {
  readonly input: ValueId
  readonly slope: number
  readonly offset: number
  readonly high: number
}

/** min(high, max(0, slope * x + offset)) */
function cutOf(layer: DraftLayer | undefined, writers: Writers): Cut | undefined {
  if (layer?.kind !== 'unary' || layer.activation.kind !== 'clip') return undefined
  const { low, high } = layer.activation
  if (low !== 0 || !(high > 0)) return undefined
  const line = writers.get(layer.input)
  if (line?.kind !== 'affine' || line.scale.length !== 1) return undefined
  const [slope = 0] = line.scale
  const [offset = 0] = line.shift
  return { input: line.input, slope, offset, high }
}

function ofProduct(layer: DraftLayer, writers: Writers): Found | undefined {
  if (layer.kind !== 'binary' || layer.operator !== 'multiply') return undefined
  for (const [input, other] of [
    [layer.left, layer.right],
    [layer.right, layer.left],
  ] as const) {
    const gate = writers.get(other)
    if (gate?.kind !== 'unary' || gate.input !== input) continue
    const { activation } = gate
    if (activation.kind === 'sigmoid') return { input, activation: { kind: 'swish' } }
    if (activation.kind === 'hardSigmoid' && isSixth(activation.alpha, activation.beta)) {
      return { input, activation: { kind: 'hardSwish' } }
    }
  }
  return undefined
}
