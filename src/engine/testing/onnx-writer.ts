/** Writes ONNX files for tests: nodes and initializers in the order in which they are added. */
import { PbfWriter } from 'pbf'
import { ELEMENT_TYPES, type ElementType, type Tensor } from '../graph.ts'

/** A whole number, whole numbers, a text, a tensor, or, marked, a float and floats. */
export type AttributeValue =
  | number
  | readonly number[]
  | string
  | Tensor
  | { readonly float: number }
  | { readonly floats: readonly number[] }

export interface NodeOptions {
  readonly name?: string
  readonly domain?: string
  /** One made-up name by default. */
  readonly outputs?: readonly string[]
}

/** How a tensor's numbers are stored: as raw bytes, or in the field for their type, packed or one by one. */
export type Storage = 'raw' | 'packed' | 'unpacked'

export interface WriterOptions {
  readonly opset?: number
  readonly storage?: Storage
}

type Write = (pbf: PbfWriter) => void

export class OnnxWriter {
  readonly opset: number
  readonly #storage: Storage
  readonly #fields: Write[] = []
  #count = 0

  constructor({ opset = 17, storage = 'raw' }: WriterOptions = {}) {
    this.opset = opset
    this.#storage = storage
  }

  /** @param dims  a text for a symbol */
  input(name: string, dims: readonly (number | string)[], type: ElementType = 'float32'): string {
    this.#fields.push((pbf) => pbf.writeMessage(11, writeValue, { name, dims, type }))
    return name
  }

  output(name: string, dims: readonly (number | string)[] = [], type: ElementType = 'float32'): string {
    this.#fields.push((pbf) => pbf.writeMessage(12, writeValue, { name, dims, type }))
    return name
  }

  initializer(tensor: Tensor, name: string = this.#name('constant')): string {
    const storage = this.#storage
    this.#fields.push((pbf) => pbf.writeMessage(5, writeTensor, { ...tensor, name, storage }))
    return name
  }

  float32(dims: readonly number[], values: Iterable<number>, name?: string): string {
    return this.initializer({ type: 'float32', dims, values: Float32Array.from(values) }, name)
  }

  int64(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.initializer({ type: 'int64', dims, values: Float64Array.from(values) })
  }

  /** @returns the name of its first output */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    { name = this.#name(operator.toLowerCase()), domain = '', outputs = [`${name}_y`] }: NodeOptions = {},
  ): string {
    this.#fields.push((pbf) => {
      pbf.writeMessage(1, writeNode, { operator, inputs, outputs, attributes, name, domain })
    })
    return outputs[0] ?? ''
  }

  bytes(): Uint8Array {
    const pbf = new PbfWriter()
    pbf.writeVarintField(1, 8)
    pbf.writeMessage(
      7,
      (fields: readonly Write[], graph) => {
        graph.writeStringField(2, 'test')
        for (const write of fields) write(graph)
      },
      this.#fields,
    )
    pbf.writeMessage(8, (version: number, opset) => opset.writeVarintField(2, version), this.opset)
    return pbf.finish().slice()
  }

  #name(of: string): string {
    return `${of}_${this.#count++}`
  }
}

interface NamedValue {
  readonly name: string
  readonly dims: readonly (number | string)[]
  readonly type: ElementType
}

function writeValue({ name, dims, type }: NamedValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, name)
  pbf.writeMessage(
    2,
    (_: unknown, outer) => {
      outer.writeMessage(
        1,
        (__: unknown, tensor) => {
          tensor.writeVarintField(1, ELEMENT_TYPES[type].code)
          if (dims.length > 0) tensor.writeMessage(2, writeShape, dims)
        },
        undefined,
      )
    },
    undefined,
  )
}

function writeShape(dims: readonly (number | string)[], pbf: PbfWriter): void {
  for (const size of dims) {
    pbf.writeMessage(
      1,
      (of: number | string, dim) => {
        if (typeof of === 'number') dim.writeVarintField(1, of)
        else dim.writeStringField(2, of)
      },
      size,
    )
  }
}

interface WrittenNode {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, AttributeValue>>
  readonly name: string
  readonly domain: string
}

function writeNode({ operator, inputs, outputs, attributes, name, domain }: WrittenNode, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input)
  for (const output of outputs) pbf.writeStringField(2, output)
  if (name) pbf.writeStringField(3, name)
  pbf.writeStringField(4, operator)
  for (const [key, value] of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, { key, value })
  if (domain) pbf.writeStringField(7, domain)
}

/** AttributeProto.AttributeType behind each value. */
function writeAttribute({ key, value }: { key: string; value: AttributeValue }, pbf: PbfWriter): void {
  pbf.writeStringField(1, key)
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value)
    pbf.writeVarintField(20, 2)
  } else if (typeof value === 'string') {
    pbf.writeStringField(4, value)
    pbf.writeVarintField(20, 3)
  } else if ('float' in value) {
    pbf.writeFloatField(2, value.float)
    pbf.writeVarintField(20, 1)
  } else if ('floats' in value) {
    for (const number of value.floats) pbf.writeFloatField(7, number)
    pbf.writeVarintField(20, 6)
  } else if ('values' in value && 'type' in value) {
    pbf.writeMessage(5, writeTensor, { ...value, name: '', storage: 'raw' })
    pbf.writeVarintField(20, 4)
  } else {
    for (const number of value) pbf.writeVarintField(8, number)
    pbf.writeVarintField(20, 7)
  }
}

interface WrittenTensor extends Tensor {
  readonly name: string
  readonly storage: Storage
}

function writeTensor({ type, dims, values, name, storage }: WrittenTensor, pbf: PbfWriter): void {
  for (const size of dims) pbf.writeVarintField(1, size)
  pbf.writeVarintField(2, ELEMENT_TYPES[type].code)
  if (name) pbf.writeStringField(8, name)
  const list = Array.from(values)
  if (storage === 'raw') pbf.writeBytesField(9, rawOf(type, values))
  else if (storage === 'packed') writePacked(type, list, pbf)
  else for (const value of list) writeOne(type, value, pbf)
}

function rawOf(type: ElementType, values: Tensor['values']): Uint8Array {
  // Held as float64 in memory (graph.ts), and as integers of 64 bits in the file.
  const stored = type === 'int64' ? BigInt64Array.from(values, (value) => BigInt(value)) : values
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength)
}

function writePacked(type: ElementType, list: number[], pbf: PbfWriter): void {
  if (type === 'float32') pbf.writePackedFloat(4, list)
  else if (type === 'double') pbf.writePackedDouble(10, list)
  else pbf.writePackedVarint(type === 'int64' ? 7 : 5, list)
}

function writeOne(type: ElementType, value: number, pbf: PbfWriter): void {
  if (type === 'float32') pbf.writeFloatField(4, value)
  else if (type === 'double') pbf.writeDoubleField(10, value)
  else pbf.writeVarintField(type === 'int64' ? 7 : 5, value)
}
