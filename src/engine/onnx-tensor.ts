/** TensorProto: numbers stored as raw bytes, or in a field for their type, and as many of them as the shape says. */
import { ELEMENT_TYPES, type ElementType, type Numbers, type Tensor } from './graph.ts'
import { countOf, elementTypeOf, MAX_DIMENSIONS, numbers } from './tensor.ts'
import { unsupported } from './unsupported.ts'
import type { Message } from './wire.ts'

/** TensorProto.DataLocation */
const EXTERNAL = 1

/**
 * @param called  what messages call it, with its name behind
 * @throws ModelUnsupported  another type of numbers, numbers kept in another file, or not as many as the shape says
 */
export function readTensor(message: Message, called: string): { name: string; tensor: Tensor } {
  let name = ''
  let code = 0
  let raw: Uint8Array | undefined
  let isElsewhere = false
  const dims: number[] = []
  const listed = { floats: [] as number[], integers: [] as number[], wide: [] as number[], doubles: [] as number[] }
  while (message.next()) {
    if (message.field === 1) message.integers(dims)
    else if (message.field === 2) code = message.integer()
    else if (message.field === 4) message.floats(listed.floats)
    else if (message.field === 5) message.integers(listed.integers)
    else if (message.field === 7) message.integers(listed.wide)
    else if (message.field === 8) name = message.text()
    else if (message.field === 9) raw = message.bytes()
    else if (message.field === 10) message.doubles(listed.doubles)
    else if (message.field === 13) isElsewhere = true
    else if (message.field === 14) isElsewhere = message.integer() === EXTERNAL
    if (dims.length > MAX_DIMENSIONS) unsupported(called, `more than ${MAX_DIMENSIONS} dimensions`)
  }
  const where = name ? `${called} ${name}` : called
  if (isElsewhere) unsupported(where, 'its numbers lie in another file')
  const type = elementTypeOf(code)
  if (!type) return unsupported(where, `numbers of ONNX's type ${code}`)
  const count = countOf(dims, where)
  const values = raw ? fromRaw(raw, type, count, where) : fromList(listFor(type, listed), type, count, where)
  return { name, tensor: { type, dims, values } }
}

function listFor(type: ElementType, listed: Record<'floats' | 'integers' | 'wide' | 'doubles', number[]>): number[] {
  if (type === 'float32') return listed.floats
  if (type === 'double') return listed.doubles
  return type === 'int64' ? listed.wide : listed.integers
}

function fromList(list: readonly number[], type: ElementType, count: number, where: string): Numbers {
  if (list.length !== count) unsupported(where, `needs ${count} numbers and has ${list.length}`)
  const values = numbers(type, count)
  values.set(list)
  return values
}

/** Little-endian, as every WebAssembly machine is: a view of the file where the bytes happen to lie aligned. */
function fromRaw(raw: Uint8Array, type: ElementType, count: number, where: string): Numbers {
  const { bytes } = ELEMENT_TYPES[type]
  if (raw.length !== count * bytes) unsupported(where, `needs ${count * bytes} bytes and has ${raw.length}`)
  if (type === 'int64') return fromInt64(raw, count)
  const { buffer, byteOffset } = raw.byteOffset % bytes === 0 ? raw : raw.slice()
  switch (type) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, count)
    case 'double':
      return new Float64Array(buffer, byteOffset, count)
    case 'int32':
      return new Int32Array(buffer, byteOffset, count)
    case 'int8':
      return new Int8Array(buffer, byteOffset, count)
    case 'uint8':
    case 'bool':
      return new Uint8Array(buffer, byteOffset, count)
    case 'float16':
      return new Uint16Array(buffer, byteOffset, count)
  }
}

function fromInt64(raw: Uint8Array, count: number): Float64Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  return Float64Array.from({ length: count }, (_, index) => Number(view.getBigInt64(index * 8, true)))
}
