/** The models in public/models/, with their real weights, against onnxruntime-web. */
import { readdirSync, readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { inputSize } from '../core/geometry.ts'
import { fromPlanes } from '../core/goldens/planes.ts'
import { parseManifest } from '../core/manifest.ts'
import { patternPicture } from '../core/pattern.ts'
import { softmax, topK } from '../core/postprocess.ts'
import { normalise } from '../core/preprocess.ts'
import { readModel } from './onnx.ts'
import { planNetwork } from './plan.ts'
import { KERNELS } from './testing/kernel-files.ts'
import { openOnnx, relativeDifference, runOnnx } from './testing/onnxruntime.ts'
import type { Weights } from './weights.ts'
import { createWhatsitEngine } from './whatsit-engine.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const models = new URL('../../public/models/', import.meta.url)
const folders = readdirSync(models).filter((name) => name.startsWith('efficientnet-'))

/** Pixels as Python's runtime was given them. */
const GOLDEN_EDGE = 224
const GOLDEN = ['cat', 'espresso', 'rocket'].map((name) => {
  const planes = readFileSync(new URL(`../core/goldens/pictures/${name}.planes.gz`, import.meta.url))
  return fromPlanes(gunzipSync(planes), GOLDEN_EDGE)
})
const PATTERNS = 40

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

  test('gives 40 patterns and the golden pictures the first answer of onnxruntime, and its scores to 1e-4', async () => {
    const reference = await openOnnx(model)
    const engine = await createWhatsitEngine(model, manifest, { wasm: KERNELS, threads: 1 })
    const pictures = [
      ...Array.from({ length: PATTERNS }, (_, seed) => patternPicture(edge, edge, seed)),
      ...(edge === GOLDEN_EDGE ? GOLDEN : []),
    ]
    const differences: number[] = []
    for (const picture of pictures) {
      const input = normalise(picture, manifest.preprocess)
      const { logits: theirs = new Float32Array() } = await reference.run(manifest.input, [1, 3, edge, edge], input)
      const { logits: ours } = await engine.run(input)
      const [scores, wanted] = [ours, theirs].map((logits) => softmax(logits, manifest.temperature))
      expect(topK(scores ?? new Float64Array(), 1)).toEqual(topK(wanted ?? new Float64Array(), 1))
      differences.push(
        Math.max(...Array.from(wanted ?? [], (score, i) => Math.abs(score - (scores?.[i] ?? Number.NaN)))),
      )
    }
    await engine.dispose()
    await reference.release()
    expect(Math.max(...differences)).toBeLessThan(1e-4)
  })

  test('holds the weights of its last layer once', () => {
    const { layers, topMaps } = planNetwork(readModel(model), named)
    const last = layers.at(-1)
    expect(last?.kind === 'fullyConnected' && last.weights === topMaps?.weights).toBe(true)
  })

  test('is planned without making numbers of the bytes that nearly all of its weights are', () => {
    const { layers } = planNetwork(readModel(model), named)
    const weights = layers.flatMap((layer) => ('weights' in layer ? [layer.weights] : []))
    const count = (of: readonly Weights[]): number => of.reduce((sum, { length }) => sum + length, 0)
    expect(count(weights.filter((one) => !(one instanceof Float32Array))) / count(weights)).toBeGreaterThan(0.9)
  })

  test('is let go of once its weights are packed', async () => {
    const create = async () => {
      const bytes = model.slice()
      return [
        await createWhatsitEngine(bytes, named, { wasm: KERNELS, threads: 1 }),
        new WeakRef(bytes.buffer),
      ] as const
    }
    const [engine, file] = await create()
    const isGone = (): boolean => {
      collectGarbage()
      return file.deref() === undefined
    }
    await expect.poll(isGone).toBe(true)
    // Alive until here, or all would be gone.
    await engine.dispose()
  })

  test('is planned without maps where the manifest names none', () => {
    const { topMaps } = planNetwork(readModel(model), { ...manifest, outputs: { logits: 'logits' } })
    expect(topMaps).toBeUndefined()
  })

  /** The cat where there are pixels of that size, else a pattern. */
  function pictureOf(side: number): Float32Array {
    const [cat = patternPicture(side, side, 0)] = side === GOLDEN_EDGE ? GOLDEN : []
    return normalise(cat, manifest.preprocess)
  }
})
