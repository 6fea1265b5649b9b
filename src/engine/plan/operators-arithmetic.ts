/** Add, Sub, Mul and Div: of two values, or of one and a constant. */
import type { GraphNode, Tensor } from '../graph.ts'
import { type Binary, NO_ACTIVATION } from '../layers.ts'
import { unsupported } from '../unsupported.ts'
import { broadcastDims, sizeAt } from './broadcast.ts'
import type { Draft } from './draft.ts'
import { type Operator, weightsOf } from './operator.ts'
import { type Axis, isSame, reshaped, type View } from './view.ts'

type Arithmetic = 'Add' | 'Sub' | 'Mul' | 'Div'

function arithmetic(operator: Arithmetic): Operator {
  return (node, draft) => {
    const isConstant = [0, 1].map((index) => draft.constants.has(node.inputs[index] ?? ''))
    if (isConstant[0]) return withConstant(node, draft, operator, draft.input(node, 1), 0)
    if (isConstant[1]) return withConstant(node, draft, operator, draft.input(node), 1)
    return ofTwo(node, draft, operator)
  }
}

export const add = arithmetic('Add')
export const subtract = arithmetic('Sub')
export const multiply = arithmetic('Mul')
export const divide = arithmetic('Div')

function ofTwo(node: GraphNode, draft: Draft, operator: Arithmetic): View {
  if (operator === 'Sub' || operator === 'Div') return unsupported(node.label, 'of two values that flow')
  return joined(node, draft, operator === 'Add' ? 'add' : 'multiply', draft.input(node), draft.input(node, 1))
}

/** Caffe2's addition: of any number of values, one after the other. */
export const sum: Operator = (node, draft) => {
  const [first, ...more] = node.inputs.map((_, index) => draft.input(node, index))
  if (!first) return unsupported(node.label, 'no inputs')
  return more.reduce((total, view) => joined(node, draft, 'add', total, view), first)
}

/** The smaller side is repeated: squeeze-excite's gates. */
function joined(node: GraphNode, draft: Draft, operator: Binary['operator'], a: View, b: View): View {
  const dims =
    broadcastDims(a.dims, b.dims) ?? unsupported(node.label, `[${a.dims}] and [${b.dims}] do not go together`)
  const [left, right] = isRepeatedIn(a, b, dims) ? [a, b] : [b, a]
  if (!isRepeatedIn(left, right, dims)) unsupported(node.label, `[${a.dims}] and [${b.dims}], each repeated or turned`)
  const output = draft.value(left.shape, node.label)
  const layer = { left: left.value, right: right.value, output, activation: NO_ACTIVATION }
  draft.add({ kind: 'binary', name: node.label, operator, ...layer })
  return { ...inDims(node, left, dims), value: output }
}

/** Whether `left` is whole, and `right` has along each axis what `left` has, or 1. */
function isRepeatedIn(left: View, right: View, dims: readonly number[]): boolean {
  const fits = dims.every((size, axis) => {
    const held = (view: View): readonly Axis[] => view.axes[axis - (dims.length - view.dims.length)] ?? []
    if (sizeAt(left.dims, axis, dims.length) !== size) return false
    return sizeAt(right.dims, axis, dims.length) === 1 || isSame(held(left), held(right))
  })
  const axes: readonly Axis[] = ['height', 'width', 'channels']
  return fits && axes.every((axis) => right.shape[axis] === left.shape[axis] || right.shape[axis] === 1)
}

/** With 1s put in front where the other side has more dimensions. */
function inDims(node: GraphNode, view: View, dims: readonly number[]): View {
  return reshaped(view, dims) ?? unsupported(node.label, `[${view.dims}] repeated to [${dims}]`)
}

/** x + c, x * c, x - c = x + -c, x / c = x * (1 / c), c - x = x * -1 + c, as float64. */
function withConstant(node: GraphNode, draft: Draft, operator: Arithmetic, input: View, constantAt: 0 | 1): View {
  const constant = weightsOf(node, draft, constantAt)
  if (operator === 'Div' && constantAt === 0) return unsupported(node.label, 'a constant divided by what flows')
  const dims = broadcastDims(input.dims, constant.dims)
  if (!dims || constant.values.length === 0) {
    return unsupported(node.label, `[${input.dims}] and a constant of [${constant.dims}] do not go together`)
  }
  const view = inDims(node, input, dims)
  const spread = spreadOf(view, constant, dims)
  if (spread === 'everywhere') return ofEachNumber(node, draft, operator, constantAt, view, constant)
  const numbers = Float64Array.from(constant.values)
  const ones = new Float64Array(numbers.length).fill(1)
  const zeros = new Float64Array(numbers.length)
  const output = draft.value(view.shape, node.label)
  const layer = { kind: 'affine', name: node.label, input: view.value, output } as const
  if (operator === 'Mul') draft.add({ ...layer, scale: numbers, shift: zeros })
  else if (operator === 'Div') draft.add({ ...layer, scale: numbers.map((number) => 1 / number), shift: zeros })
  else if (operator === 'Add') draft.add({ ...layer, scale: ones, shift: numbers })
  else if (constantAt === 1) draft.add({ ...layer, scale: ones, shift: numbers.map((number) => -number) })
  else draft.add({ ...layer, scale: ones.map((one) => -one), shift: numbers })
  return { ...view, value: output }
}

/** Whether a constant has one number, one for each channel, or others. */
function spreadOf(view: View, constant: Tensor, dims: readonly number[]): 'one' | 'channels' | 'everywhere' {
  if (constant.values.length === 1) return 'one'
  const varying = dims.flatMap((_, axis) =>
    sizeAt(constant.dims, axis, dims.length) === 1 ? [] : (view.axes[axis] ?? []),
  )
  return isSame(varying, ['channels']) ? 'channels' : 'everywhere'
}

/** A constant that differs from place to place, laid out as the value is. */
function ofEachNumber(
  node: GraphNode,
  draft: Draft,
  operator: Arithmetic,
  constantAt: 0 | 1,
  view: View,
  constant: Tensor,
): View {
  if (operator === 'Sub' && constantAt === 0) return unsupported(node.label, 'a constant less what flows')
  const { shape, numbers } = laidOut(view, constant)
  draft.constants.budget.spend(numbers.length, node.label)
  if (operator === 'Sub') for (let i = 0; i < numbers.length; i++) numbers[i] = -(numbers[i] ?? 0)
  if (operator === 'Div') for (let i = 0; i < numbers.length; i++) numbers[i] = 1 / (numbers[i] ?? 0)
  const output = draft.value(view.shape, node.label)
  draft.add({
    kind: 'binary',
    name: node.label,
    operator: operator === 'Add' || operator === 'Sub' ? 'add' : 'multiply',
    left: view.value,
    right: draft.constant(shape, numbers),
    output,
    activation: NO_ACTIVATION,
  })
  return { ...view, value: output }
}

/** The constant's numbers as [height, width, channels], each 1 where it does not vary. */
function laidOut(view: View, constant: Tensor): { shape: View['shape']; numbers: Float32Array } {
  const rank = view.dims.length
  const varies = new Set(view.axes.flatMap((held, axis) => (sizeAt(constant.dims, axis, rank) === 1 ? [] : held)))
  const size = (axis: Axis): number => (varies.has(axis) ? view.shape[axis] : 1)
  const shape = { height: size('height'), width: size('width'), channels: size('channels') }
  const steps: Record<Axis, number> = { height: shape.width * shape.channels, width: shape.channels, channels: 1 }
  const numbers = new Float32Array(constant.values.length)
  const fastestFirst = view.axes
    .flat()
    .filter((axis) => varies.has(axis))
    .reverse()
  const at: Record<Axis, number> = { height: 0, width: 0, channels: 0 }
  for (const value of constant.values) {
    numbers[at.height * steps.height + at.width * steps.width + at.channels] = value
    for (const axis of fastestFirst) {
      at[axis] = (at[axis] + 1) % shape[axis]
      if (at[axis] !== 0) break
    }
  }
  return { shape, numbers }
}
