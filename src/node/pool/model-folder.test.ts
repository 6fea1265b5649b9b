import { cpSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listModels, openModel } from './model-folder.ts'

const shipped = join(import.meta.dirname, '..', '..', '..', 'public', 'models')
const ID = 'efficientnet-lite0'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whatsit-models-'))
  for (const name of ['index.json', ID, 'imagenet-1k'])
    cpSync(join(shipped, name), join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ format: 1, default: ID, models: [ID] }))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Changes one byte, somewhere behind the first hundred. */
function damage(path: string): void {
  const bytes = readFileSync(path)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

test('tells what there is, without reading the models', async () => {
  unlinkSync(join(folder, ID, 'onnx', 'model.onnx'))
  expect(await listModels(folder)).toEqual([
    {
      id: ID,
      name: 'EfficientNet-Lite0',
      default: true,
      bytes: 5_140_512,
      inputSize: { width: 224, height: 224 },
      license: 'Apache-2.0',
      publishedAccuracy: 0.751,
    },
  ])
})

test('opens a model with the labels that it shares with others', async () => {
  const { manifest, model, taxonomy } = await openModel(join(folder, ID))
  expect([manifest.id, model.length, taxonomy.classes.length]).toEqual([ID, manifest.model.bytes, 1000])
})

test.each<[string, (path: string) => void, string, RegExp]>([
  ['index.json', unlinkSync, 'ModelUnreachable', /index\.json could not be read/],
  ['index.json', (path) => writeFileSync(path, '<!doctype html>'), 'ModelUnsupported', /index\.json: SyntaxError/],
  ['index.json', (path) => writeFileSync(path, '{}'), 'ModelUnsupported', /should name its models/],
  [`${ID}/manifest.json`, unlinkSync, 'ModelUnreachable', /manifest\.json could not be read/],
  [
    `${ID}/manifest.json`,
    (path) => writeFileSync(path, '{}'),
    'ModelUnsupported',
    /manifest\.json: format should be 1/,
  ],
])('%s spoilt (%o): no models', async (file, spoil, name, message) => {
  spoil(join(folder, file))
  await expect(listModels(folder)).rejects.toMatchObject({ name, message: expect.stringMatching(message) })
})

test.each<[string, (path: string) => void, string, RegExp]>([
  [`${ID}/onnx/model.onnx`, unlinkSync, 'ModelUnreachable', /model\.onnx could not be read/],
  [`${ID}/onnx/model.onnx`, damage, 'ModelCorrupt', /has the hash/],
  [`${ID}/onnx/model.onnx`, (path) => writeFileSync(path, 'short'), 'ModelCorrupt', /has 5 bytes/],
  ['imagenet-1k/labels.json', damage, 'ModelCorrupt', /has the hash/],
])('%s spoilt (%o): no model', async (file, spoil, name, message) => {
  spoil(join(folder, file))
  await expect(openModel(join(folder, ID))).rejects.toMatchObject({ name, message: expect.stringMatching(message) })
})
