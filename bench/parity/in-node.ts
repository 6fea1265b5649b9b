/** The classifier in Node: core and onnxruntime-web as the page has them, bundled by node-side.mjs. */
import { type Classifier, createClassifier } from '../../src/core/classifier.ts'
import { parseManifest } from '../../src/core/manifest.ts'
import { parseTaxonomy } from '../../src/core/taxonomy.ts'
import { createOrtEngine } from '../../src/ort/engine.ts'
import { startRuntime } from '../../src/ort/runtime.ts'

export { pixelSource } from '../../src/core/pixels.ts'

/** One thread: the sums of a run are then always made in the same order. */
export async function start(): Promise<void> {
  await startRuntime({ threads: 1 })
}

/** @param manifest, labels  what JSON.parse gave */
export async function open(model: Uint8Array, manifest: unknown, labels: unknown): Promise<Classifier> {
  const parsed = parseManifest(manifest)
  const engine = await createOrtEngine(model, parsed)
  return createClassifier({ engine, manifest: parsed, taxonomy: parseTaxonomy(labels), now: () => performance.now() })
}
