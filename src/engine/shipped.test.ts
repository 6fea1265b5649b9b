/** The models in public/models/, with their real weights, against onnxruntime-web. */
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { inputSize } from '../core/geometry.ts'
import { fromPlanes } from '../core/goldens/planes.ts'
import { parseManifest } from '../core/manifest.ts'
import { normalise } from '../core/preprocess.ts'
import { readModel } from './onnx.ts'
import { planNetwork } from './plan.ts'
import { KERNELS } from './testing/kernel-files.ts'
import { relativeDifference, runOnnx } from './testing/onnxruntime.ts'
import { Random } from './testing/random.ts'
import { createWhatsitEngine } from './whatsit-engine.ts'

const models = new URL('../../public/models/', import.meta.url)
const folders = readdirSync(models).filter((name) => name.startsWith('efficientnet-'))

describe.each(folders)('%s', (folder) => {
  const address = new URL(`${folder}/`, models)
  const manifest = parseManifest(JSON.parse(readFileSync(new URL('manifest.json', address), 'utf8')))
  const model = new Uint8Array(readFileSync(new URL(manifest.model.url, address)))
  const { height: edge } = inputSize(manifest.preprocess)
  const named = { ...manifest, outputs: { logits: 'logits', topClasses: 'top_classes', topMaps: 'top_maps' } }

  test('gives the logits, classes and maps of onnxruntime', async () => {
    const input = pictureOf(edge)
    const theirs = await runOnnx(model, manifest.input, [1, 3, edge, edge], input)
    const engine = await createWhatsitEngine(model, named, { wasm: KERNELS, threads: 1 })
    const { logits, activationMaps } = await engine.run(input)
    await engine.dispose()
    expect(relativeDifference(logits, theirs['logits'] ?? [])).toBeLessThan(2e-5)
    expect(activationMaps?.classes).toEqual([...(theirs['top_classes'] ?? [])])
    expect(relativeDifference(activationMaps?.maps ?? [], theirs['top_maps'] ?? [])).toBeLessThan(1e-4)
  })

  test('holds the weights of its last layer once', () => {
    const { layers, topMaps } = planNetwork(readModel(model), named)
    const last = layers.at(-1)
    expect(last?.kind === 'fullyConnected' && last.weights === topMaps?.weights).toBe(true)
  })

  test('is planned without maps where the manifest names none', () => {
    const { topMaps } = planNetwork(readModel(model), { ...manifest, outputs: { logits: 'logits' } })
    expect(topMaps).toBeUndefined()
  })

  /** The cat where there are pixels of that size, else noise. */
  function pictureOf(side: number): Float32Array {
    if (side !== 224) return new Random(3).numbers(3 * side * side, -1, 1)
    const planes = gunzipSync(readFileSync(new URL('../core/goldens/pictures/cat.planes.gz', import.meta.url)))
    return normalise(fromPlanes(planes, side), manifest.preprocess)
  }
})
