import { describe, expect, test } from 'vitest'
import type { GraphTensor } from './graph.ts'
import { type HubFolder, hubManifest } from './hub-folder.ts'
import { parseManifest } from './manifest.ts'

const config = {
  architectures: ['MobileNetV2ForImageClassification'],
  id2label: { '0': 'tabby, tabby cat', '1': 'dog' },
}
const input: GraphTensor = { name: 'input', type: 'float32', shape: ['batch_size', 3, 224, 224] }
const output: GraphTensor = { name: 'output', type: 'float32', shape: ['batch_size', 2] }
const folder: HubFolder = {
  id: 'cats-and-dogs',
  config,
  preprocessor: {
    size: { shortest_edge: 256 },
    crop_size: { height: 224, width: 224 },
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  },
  graph: { inputs: [input], outputs: [output] },
  model: { url: 'onnx/model.onnx', bytes: 1000, sha256: 'a'.repeat(64) },
  labels: { url: 'config.json', bytes: 100, sha256: 'b'.repeat(64) },
  labelling: config,
}

test('a folder says all that a manifest does', () => {
  const manifest = hubManifest(folder)
  expect(manifest).toEqual({
    format: 1,
    id: 'cats-and-dogs',
    name: 'cats-and-dogs',
    model: folder.model,
    labels: folder.labels,
    input: 'input',
    outputs: { logits: 'output' },
    preprocess: {
      shortestEdge: 256,
      centerCrop: 224,
      resample: 2,
      rescaleFactor: 1 / 255,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    },
    temperature: 1,
    threshold: 0.7,
  })
  expect(parseManifest(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest)
})

test.each([
  ['google/mobilenet_v2_1.0_224', 'mobilenet_v2_1.0_224'],
  ['./results/checkpoint-500', 'cats-and-dogs'],
  ['/home/somebody/model', 'cats-and-dogs'],
  ['', 'cats-and-dogs'],
  [undefined, 'cats-and-dogs'],
])('_name_or_path %s gives the name %s', (path, name) => {
  expect(hubManifest({ ...folder, config: { ...config, _name_or_path: path } }).name).toBe(name)
})

test('a licence is passed on', () => {
  expect(hubManifest({ ...folder, config: { ...config, license: 'apache-2.0' } }).license).toBe('apache-2.0')
})

describe('finds the logits', () => {
  const maps: GraphTensor = { name: 'maps', type: 'float32', shape: [5, 7, 7] }
  test.each([
    [
      'by their name',
      [
        { ...maps, shape: [1, 2] },
        { ...output, name: 'logits' },
      ],
      'logits',
    ],
    ['by their number', [maps, output], 'output'],
    ['where their number is open', [{ ...output, shape: ['batch', 'classes'] }], 'output'],
  ])('%s', (_, outputs, logits) => {
    expect(hubManifest({ ...folder, graph: { inputs: [input], outputs } }).outputs).toEqual({ logits })
  })
})

test.each([[['batch', 3, 'height', 'width']], [[1, 'channels', 224, 224]], [['', 3, '', '']]])(
  'takes an input of %j',
  (shape) => {
    const graph = { inputs: [{ ...input, shape }], outputs: [output] }
    expect(hubManifest({ ...folder, graph }).input).toBe('input')
  },
)

describe('refuses', () => {
  const inputs = (...given: GraphTensor[]): HubFolder => ({ ...folder, graph: { inputs: given, outputs: [output] } })
  const outputs = (...given: GraphTensor[]): HubFolder => ({ ...folder, graph: { inputs: [input], outputs: given } })
  test.each([
    ['no config', { ...folder, config: null }, 'config.json: the file'],
    [
      'a model that finds things',
      { ...folder, config: { ...config, architectures: ['DetrForObjectDetection'] } },
      'config.json: architectures',
    ],
    ['no labels', { ...folder, labelling: {} }, 'labels.json: format'],
    ['no size', { ...folder, preprocessor: {} }, 'preprocessor_config.json: size'],
    ['no input', inputs(), 'onnx/model.onnx: the inputs'],
    ['two inputs', inputs(input, { ...input, name: 'mask' }), 'onnx/model.onnx: the inputs'],
    ['half precision', inputs({ ...input, type: 'float16' }), 'onnx/model.onnx: the input'],
    ['planes last', inputs({ ...input, shape: [1, 224, 224, 3] }), 'onnx/model.onnx: the input'],
    ['another size', inputs({ ...input, shape: [1, 3, 256, 256] }), 'onnx/model.onnx: the input'],
    ['a batch of eight', inputs({ ...input, shape: [8, 3, 224, 224] }), 'onnx/model.onnx: the input'],
    ['no output', outputs(), 'onnx/model.onnx: the outputs'],
    ['more logits than labels', outputs({ ...output, shape: [1, 3] }), 'onnx/model.onnx: the outputs'],
    ['two outputs that may be it', outputs(output, { ...output, name: 'other' }), 'onnx/model.onnx: the outputs'],
    ['features', outputs({ ...output, shape: [1, 50, 2] }), 'onnx/model.onnx: the outputs'],
    ['indices', outputs({ ...output, type: 'int64' }), 'onnx/model.onnx: the outputs'],
  ])('%s', (_, given, where) => {
    expect(() => hubManifest(given)).toThrow(
      expect.objectContaining({ name: 'ModelUnsupported', message: expect.stringContaining(`${where} should be`) }),
    )
  })
})
