import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseManifest } from './manifest.ts'

const shippedUrl = new URL('../../public/models/efficientnet-lite0/manifest.json', import.meta.url)
const shipped = JSON.parse(readFileSync(shippedUrl, 'utf8')) as Record<string, unknown>
const part = (name: string): Record<string, unknown> => shipped[name] as Record<string, unknown>

describe('the shipped manifest', () => {
  const manifest = parseManifest(shipped)

  test('is read as it stands', () => {
    expect(manifest).toEqual(shipped)
  })

  test.each([manifest.model, manifest.labels])(
    '$url has the bytes and the hash that it names',
    ({ url, bytes, sha256 }) => {
      const file = readFileSync(new URL(url, shippedUrl))
      expect(file.length).toBe(bytes)
      expect(createHash('sha256').update(file).digest('hex')).toBe(sha256)
    },
  )

  test('agrees with what other tools read', () => {
    const config = JSON.parse(readFileSync(new URL('preprocessor_config.json', shippedUrl), 'utf8'))
    expect(manifest.preprocess).toEqual({
      shortestEdge: config.size.shortest_edge,
      centerCrop: config.crop_size.height,
      resample: config.resample,
      rescaleFactor: config.rescale_factor,
      mean: config.image_mean,
      std: config.image_std,
    })
    expect(existsSync(new URL('config.json', shippedUrl))).toBe(true)
  })
})

test('the maps are both there or both absent', () => {
  expect(parseManifest({ ...shipped, outputs: { logits: 'out' } }).outputs).toEqual({ logits: 'out' })
  const half = { ...shipped, outputs: { logits: 'out', topMaps: 'maps' } }
  expect(() => parseManifest(half)).toThrow(expect.objectContaining({ name: 'ModelUnsupported' }))
})

test('golden numbers may be absent', () => {
  const { golden: _, ...without } = shipped
  expect(parseManifest(without)).toEqual(without)
})

test('licence and accuracy may be absent', () => {
  const { license: _, publishedAccuracy: __, ...without } = shipped
  expect(parseManifest(without)).toEqual(without)
})

test.each([
  [{ size: { width: 224, height: 160 } }],
  [{ size: { width: 256, height: 256 }, centerCrop: 224 }],
  [{ shortestEdge: 256, centerCrop: { width: 256, height: 192 } }],
])('%j is a way to get to the size of the input', (framing) => {
  const { resample, rescaleFactor, mean, std } = part('preprocess')
  const preprocess = { ...framing, resample, rescaleFactor, mean, std }
  expect(parseManifest({ ...shipped, preprocess }).preprocess).toEqual(preprocess)
})

test('what it does not know is left out', () => {
  expect(parseManifest({ ...shipped, later: true })).toEqual(shipped)
})

describe('refuses', () => {
  const model = (change: object): unknown => ({ ...shipped, model: { ...part('model'), ...change } })
  const preprocess = (change: object): unknown => ({ ...shipped, preprocess: { ...part('preprocess'), ...change } })
  const stretched = (change: object): unknown => preprocess({ shortestEdge: undefined, ...change })
  const golden = (change: object): unknown => ({ ...shipped, golden: { ...part('golden'), ...change } })
  test.each([
    ['a web page', '<!doctype html>', 'the file'],
    ['a list', [shipped], 'the file'],
    ['null', null, 'the file'],
    ['a later format', { ...shipped, format: 2 }, 'format'],
    ['no id', { ...shipped, id: '' }, 'the file.id'],
    ['golden numbers without logits', golden({ topLogits: [] }), 'golden.topLogits'],
    ['a golden logit that is a text', golden({ topLogits: [{ index: 1, logit: '5' }] }), 'golden.topLogits[0].logit'],
    ['a golden picture that is huge', golden({ width: 100_000 }), 'golden.width'],
    ['golden numbers that may be anything', golden({ tolerance: 1e9 }), 'golden.tolerance'],
    ['an accuracy in percent', { ...shipped, publishedAccuracy: 75.1 }, 'the file.publishedAccuracy'],
    ['a threshold of a half', { ...shipped, threshold: 0.5 }, 'threshold'],
    ['a threshold above 1', { ...shipped, threshold: 1.01 }, 'the file.threshold'],
    ['a temperature of 0', { ...shipped, temperature: 0 }, 'the file.temperature'],
    ['a temperature as text', { ...shipped, temperature: '1' }, 'the file.temperature'],
    ['no model', { ...shipped, model: undefined }, 'model'],
    ['a model on another site', model({ url: 'https://example.org/model.onnx' }), 'model.url'],
    ['a model at the root', model({ url: '/model.onnx' }), 'model.url'],
    ['a model two folders up', model({ url: '../../model.onnx' }), 'model.url'],
    ['a model that climbs out', model({ url: 'onnx/../../../model.onnx' }), 'model.url'],
    ['a hash in capitals', model({ sha256: 'A'.repeat(64) }), 'model.sha256'],
    ['a hash that is cut', model({ sha256: 'a'.repeat(63) }), 'model.sha256'],
    ['no bytes', model({ bytes: 0 }), 'model.bytes'],
    ['half a byte', model({ bytes: 10.5 }), 'model.bytes'],
    ['a filter that Pillow has not', preprocess({ resample: 6 }), 'preprocess.resample'],
    ['a crop larger than the picture', preprocess({ centerCrop: 257 }), 'preprocess.centerCrop'],
    ['a crop wider than the picture', preprocess({ centerCrop: { width: 257, height: 1 } }), 'preprocess.centerCrop'],
    ['a crop that is a text', preprocess({ centerCrop: '224' }), 'preprocess.centerCrop'],
    ['a shortest edge and no crop', preprocess({ centerCrop: undefined }), 'preprocess.centerCrop'],
    ['neither shortest edge nor size', preprocess({ shortestEdge: undefined }), 'preprocess.shortestEdge'],
    ['both shortest edge and size', preprocess({ size: { width: 256, height: 256 } }), 'preprocess.size'],
    ['a size without height', stretched({ size: { width: 256 } }), 'preprocess.size.height'],
    ['a crop higher than the size', stretched({ size: { width: 256, height: 200 } }), 'preprocess.centerCrop'],
    ['a licence that is empty', { ...shipped, license: '' }, 'the file.license'],
    ['an edge of 0', preprocess({ shortestEdge: 0 }), 'preprocess.shortestEdge'],
    ['one mean', preprocess({ mean: [0.5] }), 'preprocess.mean'],
    ['a deviation of 0', preprocess({ std: [0.5, 0, 0.5] }), 'preprocess.std'],
    ['a mean that is text', preprocess({ mean: ['0.5', 0.5, 0.5] }), 'preprocess.mean'],
    ['no name for the logits', { ...shipped, outputs: {} }, 'outputs.logits'],
  ])('%s', (_, value, where) => {
    expect(() => parseManifest(value)).toThrow(
      expect.objectContaining({ name: 'ModelUnsupported', message: expect.stringContaining(`${where} should be`) }),
    )
  })
})
