/** Constants that nodes bring along, and constants in another type: where small weights become float32. */
import type { ElementType, Numbers, Tensor } from '../graph.ts'
import { elementTypeOf, fromFloat16, listIn } from '../tensor.ts'
import { unsupported } from '../unsupported.ts'
import { axisOf, float, floats, integer, integers, tensor } from './attributes.ts'
import { type Fold, given, room } from './folds-call.ts'

export const constant: Fold = ({ node }) => {
  const value = tensor(node, 'value')
  if (value) return value
  const one = float(node, 'value_float', undefined)
  if (one !== undefined) return scalar('float32', Float32Array.of(one))
  const whole = integer(node, 'value_int', undefined)
  if (whole !== undefined) return scalar('int64', Float64Array.of(whole))
  const list = floats(node, 'value_floats')
  if (list) return { type: 'float32', dims: [list.length], values: Float32Array.from(list) }
  const wholes = integers(node, 'value_ints')
  if (wholes) return { type: 'int64', dims: [wholes.length], values: Float64Array.from(wholes) }
  return unsupported(node.label, 'a constant without a value')
}

const scalar = (type: ElementType, values: Numbers): Tensor => ({ type, dims: [], values })

export const constantOfShape: Fold = (call) => {
  const value = tensor(call.node, 'value') ?? scalar('float32', Float32Array.of(0))
  const result = room(call, value.type, listIn(given(call, 0), call.node.label))
  result.values.fill(value.values[0] ?? 0)
  return result
}

export const cast: Fold = (call) => {
  const from = given(call, 0)
  const type = elementTypeOf(integer(call.node, 'to', 0))
  if (type === from.type) return from
  // Float32 has all of these, and whoever multiplies them with their scales may as well read bytes.
  const isSmall = from.values instanceof Int8Array || from.values instanceof Uint8Array
  if (isSmall && type === 'float32') return { ...from, type }
  if (!type || type === 'float16') {
    return unsupported(call.node.label, 'to a type that this engine does not compute with')
  }
  const result = room(call, type, from.dims)
  const { values } = result
  if (from.values instanceof Uint16Array) {
    if (!(values instanceof Float32Array)) return unsupported(call.node.label, `from float16 to ${type}`)
    fromFloat16(from.values, values)
  } else {
    values.set(from.values)
  }
  if (type === 'bool') for (let i = 0; i < values.length; i++) values[i] = from.values[i] ? 1 : 0
  // + 0, since whole numbers have no -0.
  if (type === 'int64') for (let i = 0; i < values.length; i++) values[i] = Math.trunc(from.values[i] ?? 0) + 0
  return result
}

/** (x - zero point) * scale, one pair for all or one for each index of an axis. */
export const dequantizeLinear: Fold = (call) => {
  const { node, inputs } = call
  const [stored, scale, zero] = [given(call, 0), given(call, 1), inputs[2]]
  if (!['int8', 'uint8', 'int32'].includes(stored.type) || scale.type !== 'float32') {
    return unsupported(node.label, `${stored.type} with a scale of ${scale.type}`)
  }
  const isOne = scale.values.length === 1
  const axis = isOne ? 0 : axisOf(node, integer(node, 'axis', 1), stored.dims.length)
  const size = isOne ? 1 : (stored.dims[axis] ?? 1)
  if (scale.values.length !== size || (zero && zero.values.length !== size)) {
    return unsupported(node.label, `${scale.values.length} scales for ${size}`)
  }
  const result = room(call, 'float32', stored.dims)
  const behind = isOne ? stored.values.length : stored.dims.slice(axis + 1).reduce((product, next) => product * next, 1)
  for (let start = 0, index = 0; start < stored.values.length; start += behind, index = (index + 1) % size) {
    const [factor, offset] = [scale.values[index] ?? 0, zero?.values[index] ?? 0]
    for (let i = start; i < start + behind; i++) result.values[i] = ((stored.values[i] ?? 0) - offset) * factor
  }
  return result
}
