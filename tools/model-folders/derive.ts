/**
 * The manifest of a model folder that has none, golden numbers included. The network is run once, with onnxruntime-web as
 * in the page, so a folder that would fail there fails here, with a sentence.
 */
import { createHash } from 'node:crypto'
import { computeGolden } from '../../src/core/golden.ts'
import type { Graph } from '../../src/core/graph.ts'
import { hubManifest, MODEL_FILE } from '../../src/core/hub-folder.ts'
import { type ModelFile, type ModelManifest, parseManifest } from '../../src/core/manifest.ts'
import { parseTaxonomy } from '../../src/core/taxonomy.ts'
import { createOrtEngine } from '../../src/ort/engine.ts'
import { readGraph } from '../../src/ort/graph.ts'
import { startRuntime } from '../../src/ort/runtime.ts'
import type { FolderFiles } from './folder-files.ts'

function fileOf(url: string, bytes: Uint8Array): ModelFile {
  return { url, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function parsedJson(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    throw new Error(`${name} is no JSON: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

/** What comes in a model's place often enough to be told by its name. */
function notAModel(model: Uint8Array): string | undefined {
  const start = new TextDecoder().decode(model.subarray(0, 64)).trimStart()
  if (start.startsWith('version https://git-lfs')) return 'a pointer of Git LFS; "git lfs pull" fetches the file itself'
  if (start.startsWith('<')) return 'a web page'
  return model.length === 0 ? 'an empty file' : undefined
}

/**
 * @param model  the bytes of the ONNX file
 * @throws Error  where they are something else, or a model that the runtime does not run
 */
export async function graphOf(model: Uint8Array): Promise<Graph> {
  const instead = notAModel(model)
  if (instead !== undefined) throw new Error(`${MODEL_FILE} is ${instead}`)
  await startRuntime({ threads: 1 })
  try {
    return await readGraph(model)
  } catch (error) {
    const why = error instanceof Error ? error.message : error
    throw new Error(`${MODEL_FILE} is no ONNX model that onnxruntime-web runs: ${why}`, { cause: error })
  }
}

async function derived(files: FolderFiles): Promise<ModelManifest> {
  const config = parsedJson('config.json', files.config)
  const labels = files.labels ?? { url: 'config.json', bytes: files.config }
  const labelling = files.labels ? parsedJson(files.labels.url, files.labels.bytes) : config
  const manifest = hubManifest({
    id: files.id,
    config,
    preprocessor: parsedJson('preprocessor_config.json', files.preprocessor),
    graph: await graphOf(files.model),
    model: fileOf(MODEL_FILE, files.model),
    labels: fileOf(labels.url, labels.bytes),
    labelling,
  })
  const engine = await createOrtEngine(files.model, manifest)
  try {
    const golden = await computeGolden(engine, manifest, parseTaxonomy(labelling).classes.length)
    // The page reads it with the same eyes.
    return parseManifest({ ...manifest, golden })
  } finally {
    await engine.dispose()
  }
}

/** @throws Error  one sentence that names the folder, the file and the field */
export async function deriveManifest(files: FolderFiles): Promise<ModelManifest> {
  try {
    return await derived(files)
  } catch (error) {
    throw new Error(`${files.id}: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}
