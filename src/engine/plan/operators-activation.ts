/** Relu, Clip, Sigmoid, HardSigmoid, HardSwish, and Softmax. */
import type { GraphNode } from '../graph.ts'
import type { Activation } from '../layers.ts'
import { unsupported } from '../unsupported.ts'
import { axisOf, float, integer } from './attributes.ts'
import type { Draft } from './draft.ts'
import type { Operator } from './operator.ts'

/** An operator that gives each number its activation. */
function activation(of: (node: GraphNode, draft: Draft) => Activation): Operator {
  return (node, draft) => {
    const view = draft.input(node)
    const chosen = of(node, draft)
    if (chosen.kind === 'none') return view
    const output = draft.value(view.shape, node.label)
    draft.add({ kind: 'unary', name: node.label, input: view.value, output, activation: chosen })
    return { ...view, value: output }
  }
}

export const relu = activation(() => ({ kind: 'relu' }))
export const sigmoid = activation(() => ({ kind: 'sigmoid' }))
export const hardSwish = activation(() => ({ kind: 'hardSwish' }))
export const hardSigmoid = activation((node) => ({
  kind: 'hardSigmoid',
  alpha: float(node, 'alpha', 0.2),
  beta: float(node, 'beta', 0.5),
}))

/** Its bounds are attributes before opset 11, inputs since; either may be missing. */
export const clip = activation((node, draft) => {
  const low = bound(node, draft, 'min', 1) ?? Number.NEGATIVE_INFINITY
  const high = bound(node, draft, 'max', 2) ?? Number.POSITIVE_INFINITY
  if (high === Number.POSITIVE_INFINITY) {
    if (low === Number.NEGATIVE_INFINITY) return { kind: 'none' }
    if (low === 0) return { kind: 'relu' }
  }
  return { kind: 'clip', low, high }
})

/** Min and Max with a constant: half a Clip. */
export const min = activation((node, draft) => {
  return { kind: 'clip', low: Number.NEGATIVE_INFINITY, high: single(node, draft, 1, 'second input') }
})
export const max = activation((node, draft) => {
  const low = single(node, draft, 1, 'second input')
  return low === 0 ? { kind: 'relu' } : { kind: 'clip', low, high: Number.POSITIVE_INFINITY }
})

function bound(node: GraphNode, draft: Draft, name: 'min' | 'max', index: number): number | undefined {
  const input = node.inputs[index] ?? ''
  if (draft.opset < 11 || input === '') return float(node, name, undefined)
  return single(node, draft, index, name)
}

function single(node: GraphNode, draft: Draft, index: number, called: string): number {
  const { values } =
    draft.constants.get(node.inputs[index] ?? '') ?? unsupported(node.label, `its ${called} is not a constant`)
  const [value] = values
  const isOne = values.length === 1 && value !== undefined
  return isOne ? value : unsupported(node.label, `its ${called} has ${values.length} numbers`)
}

/** Over all channels of a vector. Before opset 13 it flattens everything from its axis (1) on, since then it takes one axis. */
export const softmax: Operator = (node, draft) => {
  const view = draft.input(node)
  const { height, width, channels } = view.shape
  const axis = axisOf(node, integer(node, 'axis', draft.opset < 13 ? 1 : -1), view.dims.length)
  const size = draft.opset < 13 ? view.dims.slice(axis).reduce((product, next) => product * next, 1) : view.dims[axis]
  if (height !== 1 || width !== 1 || size !== channels) {
    unsupported(node.label, `on axis ${axis} of [${view.dims}], which is not one vector`)
  }
  const output = draft.value(view.shape, node.label)
  draft.add({ kind: 'softmax', name: node.label, input: view.value, output })
  return { ...view, value: output }
}
