import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { readGraph } from './graph.ts'
import { startRuntime } from './runtime.ts'

const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../${path}`, import.meta.url)))

beforeAll(() => startRuntime({ threads: 1 }))

test('a graph tells its names, types and shapes', async () => {
  expect(await readGraph(bytesOf('public/models/efficientnet-lite0/onnx/model.onnx'))).toEqual({
    inputs: [{ name: 'pixel_values', type: 'float32', shape: [1, 3, 224, 224] }],
    outputs: [
      { name: 'logits', type: 'float32', shape: [1, 1000] },
      { name: 'top_classes', type: 'int64', shape: [5] },
      { name: 'top_maps', type: 'float32', shape: [5, 7, 7] },
    ],
  })
})

test('an open length is told by its name', async () => {
  const { inputs, outputs } = await readGraph(bytesOf('tools/model-folders/goldens/tiny-mobilenet/onnx/model.onnx'))
  expect(inputs).toEqual([{ name: 'input', type: 'float32', shape: ['batch_size', 3, 64, 64] }])
  expect(outputs).toEqual([{ name: 'output', type: 'float32', shape: ['batch_size', 10] }])
})

test('an open length without a name is told as such', async () => {
  const hex = Buffer.from(bytesOf('tools/model-folders/goldens/tiny-mobilenet/onnx/model.onnx')).toString('hex')
  // In protobuf: twice a dimension of length 64, and twice one without length or name.
  const open = hex.replace('0a0208400a020840', '0a0212000a021200')
  const { inputs } = await readGraph(Buffer.from(open, 'hex'))
  expect(inputs[0]?.shape).toEqual(['batch_size', 3, '', ''])
})

test('bytes that are no model are refused', async () => {
  await expect(readGraph(new TextEncoder().encode('<!doctype html>'))).rejects.toMatchObject({
    name: 'ModelUnsupported',
  })
})
