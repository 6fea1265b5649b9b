/**
 * Arithmetic on constants. Each result is rounded once to its type, as onnxruntime's is: float32's are computed in
 * float64, where the sum, product or quotient of two float32 is exact enough to round to the same number.
 */
import type { Numbers } from '../graph.ts'
import { unsupported } from '../unsupported.ts'
import { broadcast, broadcastDims, type Run } from './broadcast.ts'
import { type Fold, given, room } from './folds-call.ts'

/** Computes one run of the result. One loop for each operator: a call for each number would cost more than its arithmetic. */
type Loop = (to: Numbers, a: Numbers, b: Numbers, run: Run) => void

const add: Loop = (to, a, b, { start, size, a: fromA, stepA, b: fromB, stepB }) => {
  for (let i = start; i < start + size; i++, fromA += stepA, fromB += stepB) {
    to[i] = (a[fromA] as number) + (b[fromB] as number)
  }
}

const subtract: Loop = (to, a, b, { start, size, a: fromA, stepA, b: fromB, stepB }) => {
  for (let i = start; i < start + size; i++, fromA += stepA, fromB += stepB) {
    to[i] = (a[fromA] as number) - (b[fromB] as number)
  }
}

const multiply: Loop = (to, a, b, { start, size, a: fromA, stepA, b: fromB, stepB }) => {
  if (stepA === 1 && stepB === 0) {
    // Weights times the scale of their channel, millions of them: one factor for the whole run.
    const factor = b[fromB] as number
    for (let i = 0; i < size; i++) to[start + i] = (a[fromA + i] as number) * factor
    return
  }
  for (let i = start; i < start + size; i++, fromA += stepA, fromB += stepB) {
    to[i] = (a[fromA] as number) * (b[fromB] as number)
  }
}

const divide: Loop = (to, a, b, { start, size, a: fromA, stepA, b: fromB, stepB }) => {
  for (let i = start; i < start + size; i++, fromA += stepA, fromB += stepB) {
    to[i] = (a[fromA] as number) / (b[fromB] as number)
  }
}

/** Whole numbers are divided towards zero; + 0, since they have no -0. */
const divideWhole: Loop = (to, a, b, run) => {
  divide(to, a, b, run)
  for (let i = run.start; i < run.start + run.size; i++) to[i] = Math.trunc(to[i] ?? 0) + 0
}

const least: Loop = (to, a, b, { start, size, a: fromA, stepA, b: fromB, stepB }) => {
  for (let i = start; i < start + size; i++, fromA += stepA, fromB += stepB) {
    to[i] = Math.min(a[fromA] as number, b[fromB] as number)
  }
}

const most: Loop = (to, a, b, { start, size, a: fromA, stepA, b: fromB, stepB }) => {
  for (let i = start; i < start + size; i++, fromA += stepA, fromB += stepB) {
    to[i] = Math.max(a[fromA] as number, b[fromB] as number)
  }
}

const REAL = new Set(['float32', 'double'])
const WHOLE = new Set(['int32', 'int64'])

function arithmetic(real: Loop, whole: Loop): Fold {
  return (call) => {
    const { node } = call
    const [a, b] = [given(call, 0), given(call, 1)]
    if (call.inputs.length !== 2) return unsupported(node.label, `of ${call.inputs.length} constants`)
    const loop = REAL.has(a.type) ? real : WHOLE.has(a.type) ? whole : undefined
    if (!loop || a.type !== b.type) return unsupported(node.label, `${a.type} and ${b.type} constants`)
    const dims = broadcastDims(a.dims, b.dims)
    if (!dims) return unsupported(node.label, `[${a.dims}] and [${b.dims}] do not go together`)
    const result = room(call, a.type, dims)
    broadcast(a.dims, b.dims, dims, (run) => loop(result.values, a.values, b.values, run))
    return result
  }
}

export const ARITHMETIC = {
  Add: arithmetic(add, add),
  Sub: arithmetic(subtract, subtract),
  Mul: arithmetic(multiply, multiply),
  Div: arithmetic(divide, divideWhole),
  Min: arithmetic(least, least),
  Max: arithmetic(most, most),
  Ceil: ofEach(Math.ceil),
  Floor: ofEach(Math.floor),
  Neg: ofEach((x) => -x),
  Sqrt: ofEach(Math.sqrt),
}

/** An operator on real numbers, one by one: of the few that computed pads have. */
function ofEach(compute: (x: number) => number): Fold {
  return (call) => {
    const { type, dims, values } = given(call, 0)
    if (!REAL.has(type)) return unsupported(call.node.label, `of ${type} constants`)
    const result = room(call, type, dims)
    for (let i = 0; i < values.length; i++) result.values[i] = compute(values[i] ?? 0)
    return result
  }
}
