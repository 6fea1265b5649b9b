import { PbfWriter } from 'pbf'
import { describe, expect, test } from 'vitest'
import type { Tensor } from './graph.ts'
import { readModel } from './onnx.ts'
import { OnnxWriter } from './testing/onnx-writer.ts'

/** A file with one field, which `write` writes, around or in it. */
function file(write: (pbf: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter()
  write(pbf)
  return pbf.finish().slice()
}

const OPSET = (pbf: PbfWriter): void =>
  pbf.writeMessage(8, (version: number, opset) => opset.writeVarintField(2, version), 17)

/** A model whose graph `write` writes. */
const graphOf = (write: (graph: PbfWriter) => void): Uint8Array =>
  file((pbf) => {
    pbf.writeMessage(7, (_: undefined, graph) => write(graph), undefined)
    OPSET(pbf)
  })

/** A model with one initializer, which `write` writes. */
const tensorOf = (write: (tensor: PbfWriter) => void): Uint8Array =>
  graphOf((graph) => graph.writeMessage(5, (_: undefined, tensor) => write(tensor), undefined))

const TENSORS: readonly Tensor[] = [
  { type: 'float32', dims: [2, 2], values: Float32Array.of(1, -2.5, 3e-40, Number.POSITIVE_INFINITY) },
  { type: 'double', dims: [2], values: Float64Array.of(Math.PI, -1e300) },
  { type: 'int8', dims: [3], values: Int8Array.of(-128, 0, 127) },
  { type: 'uint8', dims: [3], values: Uint8Array.of(0, 1, 255) },
  { type: 'int32', dims: [3], values: Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1) },
  { type: 'int64', dims: [4], values: Float64Array.of(-1, 0, 2 ** 53, -(2 ** 40)) },
  { type: 'bool', dims: [2], values: Uint8Array.of(0, 1) },
  { type: 'float16', dims: [2], values: Uint16Array.of(0x3c00, 0x8001) },
  { type: 'float32', dims: [], values: Float32Array.of(7) },
  { type: 'float32', dims: [0], values: new Float32Array() },
]

describe.each(['raw', 'packed', 'unpacked'] as const)('tensors stored %s', (storage) => {
  test.each(TENSORS.map((tensor) => [tensor.type, tensor] as const))('%s', (_type, tensor) => {
    const writer = new OnnxWriter({ storage })
    // Names of four lengths put the numbers at every place within a word.
    for (const name of ['a', 'ab', 'abc', 'abcd']) writer.initializer(tensor, name)
    expect([...readModel(writer.bytes()).initializers.values()]).toEqual([tensor, tensor, tensor, tensor])
  })
})

test('reads nodes, attributes, inputs and outputs', () => {
  const writer = new OnnxWriter({ opset: 13 })
  writer.input('image', ['N', 3, 224, -1])
  const tensor: Tensor = { type: 'int64', dims: [1], values: Float64Array.of(-1) }
  const attributes = {
    axis: -1,
    pads: [0, 1],
    mode: 'constant',
    alpha: { float: 0.5 },
    scales: { floats: [1, 2] },
    tensor,
  }
  writer.node('Made', ['image', '', 'w'], attributes, { name: 'up', domain: 'com.example', outputs: ['y', 'z'] })
  writer.node('Relu', ['y'], {}, { name: '', outputs: ['r'] })
  writer.output('r')
  expect(readModel(writer.bytes())).toEqual({
    opset: 13,
    inputs: [{ name: 'image', type: 'float32', dims: [undefined, 3, 224, undefined] }],
    outputs: ['r'],
    initializers: new Map(),
    nodes: [
      {
        label: 'com.example.Made up',
        operator: 'com.example.Made',
        inputs: ['image', '', 'w'],
        outputs: ['y', 'z'],
        attributes: new Map<string, unknown>([
          ['axis', { type: 'integer', value: -1 }],
          ['pads', { type: 'integers', value: [0, 1] }],
          ['mode', { type: 'text', value: 'constant' }],
          ['alpha', { type: 'float', value: 0.5 }],
          ['scales', { type: 'floats', value: [1, 2] }],
          ['tensor', { type: 'tensor', value: tensor }],
        ]),
      },
      { label: 'Relu (node 1)', operator: 'Relu', inputs: ['y'], outputs: ['r'], attributes: new Map() },
    ],
  })
})

describe('refuses', () => {
  const name = (length: number): string => 'n'.repeat(length)
  test.each<readonly [message: string, model: Uint8Array]>([
    ['model.onnx: no graph in it', new Uint8Array()],
    ['model.onnx: a field of the unknown kind 4', new TextEncoder().encode('<!doctype html>')],
    ['model.onnx: no graph in it', file(OPSET)],
    ['model.onnx: opset 6, where this engine reads 7 to 22', new OnnxWriter({ opset: 6 }).bytes()],
    ['model.onnx: opset 23, where this engine reads 7 to 22', new OnnxWriter({ opset: 23 }).bytes()],
    [
      'model.onnx: two graphs',
      file((pbf) => {
        for (let i = 0; i < 2; i++) pbf.writeMessage(7, () => {}, undefined)
      }),
    ],
    ['model.onnx: field 7 needs 1000 bytes and has 2', Uint8Array.of(0x3a, 0xe8, 0x07, 0, 0)],
    [
      'model.onnx: field 7 needs 18446744073709552000 bytes and has 0',
      Uint8Array.of(0x3a, ...Array(9).fill(0xff), 0x01),
    ],
    ['model.onnx: a number is cut off', Uint8Array.of(0x3a, 0x80)],
    ['model.onnx: a number is cut off', Uint8Array.of(...Array(11).fill(0x80), 0x01)],
    ['model.onnx: field 7 is written as another type', Uint8Array.of(0x38, 0x01)],
    [
      'node 0: field 3 needs 50 bytes and has 0',
      graphOf((graph) => {
        graph.writeBytesField(1, Uint8Array.of(0x1a, 50))
      }),
    ],
    [
      'node 0: a name of 1025 bytes, where 1024 are the most',
      graphOf((graph) => {
        graph.writeMessage(1, (_: undefined, node) => node.writeStringField(3, name(1025)), undefined)
      }),
    ],
    [
      'node 0: more than 20000 inputs',
      graphOf((graph) => {
        graph.writeMessage(
          1,
          (_: undefined, node) => {
            for (let i = 0; i <= 20_000; i++) node.writeStringField(1, '')
          },
          undefined,
        )
      }),
    ],
    [
      'the graph: more than 20000 nodes',
      graphOf((graph) => {
        for (let i = 0; i <= 20_000; i++) graph.writeMessage(1, () => {}, undefined)
      }),
    ],
    [
      'initializer w: twice',
      graphOf((graph) => {
        for (let i = 0; i < 2; i++) {
          graph.writeMessage(
            5,
            (_: undefined, tensor) => {
              tensor.writeVarintField(2, 1)
              tensor.writeStringField(8, 'w')
              tensor.writeBytesField(9, new Uint8Array(4))
            },
            undefined,
          )
        }
      }),
    ],
    [
      "initializer w: numbers of ONNX's type 16",
      tensorOf((tensor) => {
        tensor.writeStringField(8, 'w')
        tensor.writeVarintField(2, 16)
      }),
    ],
    [
      'initializer: its numbers lie in another file',
      tensorOf((tensor) => {
        tensor.writeVarintField(2, 1)
        tensor.writeVarintField(14, 1)
      }),
    ],
    [
      'initializer: needs 12 bytes and has 8',
      tensorOf((tensor) => {
        tensor.writeVarintField(1, 3)
        tensor.writeVarintField(2, 1)
        tensor.writeBytesField(9, new Uint8Array(8))
      }),
    ],
    [
      'initializer: needs 3 numbers and has 2',
      tensorOf((tensor) => {
        tensor.writeVarintField(1, 3)
        tensor.writeVarintField(2, 1)
        tensor.writePackedFloat(4, [1, 2])
      }),
    ],
    ['initializer 0: field 4 ends within a number', tensorOf((tensor) => tensor.writeBytesField(4, new Uint8Array(6)))],
    [
      'initializer 0: field 7 ends within a number',
      tensorOf((tensor) => {
        tensor.writeBytesField(7, Uint8Array.of(1, 0x80))
        tensor.writeVarintField(2, 7)
      }),
    ],
    [
      'initializer: a dimension of -1',
      tensorOf((tensor) => {
        tensor.writeVarintField(1, -1)
        tensor.writeVarintField(2, 1)
      }),
    ],
    [
      'initializer: [65536,65536] are more than 134217728 numbers',
      tensorOf((tensor) => {
        tensor.writePackedVarint(1, [65536, 65536])
        tensor.writeVarintField(2, 1)
      }),
    ],
    ['initializer: more than 8 dimensions', tensorOf((tensor) => tensor.writePackedVarint(1, Array(9).fill(1)))],
  ])('%s', (message, model) => {
    expect(() => readModel(model)).toThrow(expect.objectContaining({ name: 'ModelUnsupported', message }))
  })
})

test('every file that is cut off ends in a typed error', () => {
  const writer = new OnnxWriter()
  writer.input('image', ['N', 3, 8, 8])
  writer.node('Conv', ['image', writer.float32([1, 3, 1, 1], [1, 2, 3])], { pads: [0, 0, 0, 0] }, { outputs: ['y'] })
  writer.output('y')
  const model = writer.bytes()
  // Only the opset comes behind the graph: without it there is no whole model either.
  for (let length = 0; length < model.length; length++) {
    expect(() => readModel(model.subarray(0, length))).toThrow(expect.objectContaining({ name: 'ModelUnsupported' }))
  }
})
