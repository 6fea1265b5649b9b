import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseManifest } from '../core/manifest.ts'
import { createOrtEngine } from './engine.ts'
import { startRuntime } from './runtime.ts'

const folder = new URL('../../public/models/efficientnet-lite0/', import.meta.url)
const manifest = parseManifest(JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8')))
const model = new Uint8Array(await readFile(new URL('onnx/model.onnx', folder)))

beforeAll(() => startRuntime({ threads: 1 }))

describe('the engine on onnxruntime-web', () => {
  test('answers the shipped model with finite logits, the same every time', async () => {
    const engine = await createOrtEngine(model, manifest)
    const input = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => ((i * 7919) % 256) / 128 - 1)
    const first = await engine.run(input)
    const second = await engine.run(input)
    expect(engine.inputShape).toEqual([1, 3, 224, 224])
    expect(first.logits).toHaveLength(1000)
    expect(first.logits.every(Number.isFinite)).toBe(true)
    expect(second).toEqual(first)
    await engine.dispose()
  })

  test('gives the activation maps of the five largest logits', async () => {
    const engine = await createOrtEngine(model, manifest)
    const input = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => ((i * 7919) % 256) / 128 - 1)
    const { logits, activationMaps } = await engine.run(input)
    await engine.dispose()
    const best = Array.from(logits.keys()).sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0))
    expect(activationMaps).toMatchObject({ classes: best.slice(0, 5), height: 7, width: 7 })
    // Average pooling and a linear layer can change places: the mean of a map is its class's logit, but for the bias.
    const means = activationMaps?.classes.map((_, at) => {
      return activationMaps.maps.subarray(at * 49, (at + 1) * 49).reduce((a, b) => a + b, 0) / 49
    })
    expect(means).toEqual(best.slice(0, 5).map((index) => expect.closeTo(logits[index] ?? Number.NaN, 0)))
  })

  test('gives none where the manifest names none', async () => {
    const engine = await createOrtEngine(model, { ...manifest, outputs: { logits: 'logits' } })
    expect(Object.keys(await engine.run(new Float32Array(3 * 224 * 224)))).toEqual(['logits'])
    await engine.dispose()
  })

  test.each([
    [{ topClasses: 'top_maps', topMaps: 'top_maps' }, 'top_maps is not an int64 tensor'],
    [{ topClasses: 'top_classes', topMaps: 'top_classes' }, 'top_classes is not a float32 tensor'],
    [{ topClasses: 'top_classes', topMaps: 'logits' }, 'logits is [1, 1000] for 5 top_classes'],
  ])('refuses outputs that are no maps: %o', async (names, message) => {
    const engine = await createOrtEngine(model, { ...manifest, outputs: { logits: 'logits', ...names } })
    const run = engine.run(new Float32Array(3 * 224 * 224))
    await expect(run).rejects.toMatchObject({ name: 'ModelUnsupported', message })
    await engine.dispose()
  })

  test('tells the input of the graph, whatever the manifest says', async () => {
    const wrong = { ...manifest, preprocess: { ...manifest.preprocess, centerCrop: 200 } }
    const engine = await createOrtEngine(model, wrong)
    expect(engine.inputShape).toEqual([1, 3, 224, 224])
    await engine.dispose()
  })

  test('where the graph leaves lengths open, the manifest says them', async () => {
    const folder = new URL('../../tools/model-folders/goldens/tiny-mobilenet/', import.meta.url)
    const hex = (await readFile(new URL('onnx/model.onnx', folder))).toString('hex')
    // In protobuf: twice a dimension of length 64, and twice one without length or name.
    const open = hex.replace('0a0208400a020840', '0a0212000a021200')
    expect(open).not.toBe(hex)
    const { resample, rescaleFactor, mean, std } = manifest.preprocess
    const stretched = { size: { width: 96, height: 48 }, resample, rescaleFactor, mean, std }
    const names = { input: 'input', outputs: { logits: 'output' } }
    const engine = await createOrtEngine(Buffer.from(open, 'hex'), { ...manifest, ...names, preprocess: stretched })
    expect(engine.inputShape).toEqual([1, 3, 48, 96])
    expect((await engine.run(new Float32Array(3 * 48 * 96))).logits).toHaveLength(10)
    await engine.dispose()
  })

  test('refuses bytes that are no model', async () => {
    const bytes = new TextEncoder().encode('<!doctype html><title>not a model</title>')
    await expect(createOrtEngine(bytes, manifest)).rejects.toMatchObject({ name: 'ModelUnsupported' })
  })

  test('refuses a model that lacks the names of the manifest', async () => {
    const outputs = { ...manifest.outputs, topMaps: 'heat' }
    for (const [wrong, missing] of [
      [{ input: 'image' }, 'image'],
      [{ outputs }, 'heat'],
    ] as const) {
      await expect(createOrtEngine(model, { ...manifest, ...wrong })).rejects.toMatchObject({
        name: 'ModelUnsupported',
        message: `the graph has no ${missing}`,
      })
    }
  })
})
