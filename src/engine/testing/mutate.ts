/** Files that are almost ONNX: bytes changed or cut off, lengths that lie, and whole messages with a field that is not right. */
import { PbfReader, PbfWriter } from 'pbf'
import type { Random } from './random.ts'

/** Numbers at which readers go wrong. */
const TELLING = [0x00, 0x01, 0x7f, 0x80, 0xff] as const

/** A field of a message: its tag, and its value as it is written, or the fields that it holds. */
interface Field {
  readonly tag: number
  readonly value: Uint8Array | Field[]
}

/** Messages of onnx.proto, and which of their fields hold another: enough to come to every node, tensor and shape. */
const MESSAGES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 8: 'opset' },
  graph: { 1: 'node', 5: 'tensor', 11: 'value', 12: 'value' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor' },
  value: { 2: 'type' },
  type: { 1: 'tensorType' },
  tensorType: { 2: 'shape' },
  shape: { 1: 'dimension' },
}
const BYTES = 2

const ofBytes = (change: (file: Uint8Array, random: Random) => Uint8Array) => change
/** Changes a list of fields; `places` are all lists there are. */
const ofFields = (change: (list: Field[], at: number, places: readonly Field[][], random: Random) => void) => {
  return (file: Uint8Array, random: Random): Uint8Array => {
    const fields = parsed(file)
    const places = listsIn(fields)
    const list = places[random.integer(0, places.length - 1)] ?? fields
    change(list, random.integer(0, list.length - 1), places, random)
    return written(fields)
  }
}

export const MUTATIONS: Readonly<Record<string, (file: Uint8Array, random: Random) => Uint8Array>> = {
  'bytes changed': ofBytes((file, random) => {
    const copy = file.slice()
    for (let i = random.integer(1, 4); i > 0; i--) {
      copy[random.integer(0, file.length - 1)] = random.pick<number>(...TELLING, random.integer(0, 255))
    }
    return copy
  }),
  'cut off': ofBytes((file, random) => file.slice(0, random.integer(0, file.length - 1))),
  'a length that lies': ofBytes((file, random) => {
    const lengths = lengthsIn(file)
    const at = lengths[random.integer(0, lengths.length - 1)] ?? 0
    const length = file[at] ?? 0
    const copy = file.slice()
    copy[at] = random.pick<number>(length + 1, length - 1, length ^ 0x80, random.integer(0, 255))
    return copy
  }),
  'a field changed': ofFields((list, at, _places, random) => {
    const field = list[at]
    if (!field || !(field.value instanceof Uint8Array)) return
    const value = field.value.slice()
    const place = random.integer(0, value.length - 1)
    value[place] = random.pick<number>(...TELLING, (value[place] ?? 0) ^ (1 << random.integer(0, 7)))
    list[at] = { ...field, value }
  }),
  'a field left out': ofFields((list, at) => list.splice(at, 1)),
  'a field doubled': ofFields((list, at) => list.splice(at, 0, ...list.slice(at, at + 1))),
  'a field of another message': ofFields((list, at, places, random) => {
    const others = places[random.integer(0, places.length - 1)] ?? list
    const other = others[random.integer(0, others.length - 1)]
    // Written out, since a message may come to lie in itself.
    if (other) list[at] = { ...other, value: other.value instanceof Uint8Array ? other.value : written(other.value) }
  }),
}

function parsed(file: Uint8Array): Field[] {
  const pbf = new PbfReader(file)
  const fieldsTo = (end: number, message: string): Field[] => {
    const fields: Field[] = []
    while (pbf.pos < end) {
      const tag = pbf.readVarint()
      const start = pbf.pos
      const inner = MESSAGES[message]?.[Math.floor(tag / 8)]
      if (tag % 8 !== BYTES) {
        pbf.skip(tag)
        fields.push({ tag, value: file.subarray(start, pbf.pos) })
      } else if (inner) {
        const length = pbf.readVarint()
        fields.push({ tag, value: fieldsTo(pbf.pos + length, inner) })
      } else {
        fields.push({ tag, value: pbf.readBytes() })
      }
    }
    return fields
  }
  return fieldsTo(file.length, 'model')
}

const listsIn = (fields: Field[]): Field[][] => [
  fields,
  ...fields.flatMap(({ value }) => (value instanceof Uint8Array ? [] : listsIn(value))),
]

function written(fields: readonly Field[]): Uint8Array {
  const pbf = new PbfWriter()
  for (const { tag, value } of fields) {
    pbf.writeVarint(tag)
    const bytes = value instanceof Uint8Array ? value : written(value)
    if (tag % 8 === BYTES) pbf.writeVarint(bytes.length)
    pbf.realloc(bytes.length)
    pbf.buf.set(bytes, pbf.pos)
    pbf.pos += bytes.length
  }
  return pbf.finish().slice()
}

/** Where the file has lengths. */
function lengthsIn(file: Uint8Array): number[] {
  const pbf = new PbfReader(file)
  const places: number[] = []
  const walk = (end: number, message: string): void => {
    while (pbf.pos < end) {
      const tag = pbf.readVarint()
      if (tag % 8 !== BYTES) {
        pbf.skip(tag)
        continue
      }
      places.push(pbf.pos)
      const inner = MESSAGES[message]?.[Math.floor(tag / 8)]
      const length = pbf.readVarint()
      if (inner) walk(pbf.pos + length, inner)
      else pbf.pos += length
    }
  }
  walk(file.length, 'model')
  return places
}
