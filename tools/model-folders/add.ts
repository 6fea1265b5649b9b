/**
 * Adds a model to the site: checks it whole, in memory, and only then writes its folder and names it in index.json. What
 * is checked: the file is the one that was meant, loads, takes one picture, gives a finite logit for each label.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MODEL_FILE } from '../../src/core/hub-folder.ts'
import type { ModelManifest } from '../../src/core/manifest.ts'
import { type ModelIndex, parseModelIndex } from '../../src/core/model-index.ts'
import { deriveManifest, graphOf } from './derive.ts'
import type { FolderFiles } from './folder-files.ts'
import {
  IMAGENET_LABELS,
  IMAGENET_PREPROCESS,
  imagenetLabels,
  imagenetPreprocessor,
  KNOWN_MODELS,
  type KnownModel,
} from './presets.ts'
import { type ModelSource, openSource } from './source.ts'

export interface AddOptions {
  /** A file, an address, or a folder as on the Hugging Face Hub. */
  readonly source: string
  /** The folder that holds all model folders and index.json. */
  readonly models: string
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly license?: string | undefined
  /** `imagenet-1k`, or a file with one label a line. */
  readonly labels?: string | undefined
  /** `imagenet`, or a `preprocessor_config.json`. */
  readonly preprocess?: string | undefined
  /** Of the ONNX file, in hex. */
  readonly sha256?: string | undefined
  /** Replace a folder of the same name. */
  readonly force?: boolean | undefined
}

export interface AddedModel {
  readonly manifest: ModelManifest
  readonly folder: string
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

function checkHash(model: Uint8Array, wanted: string | undefined): string {
  const found = createHash('sha256').update(model).digest('hex')
  if (wanted !== undefined && wanted.toLowerCase() !== found) {
    throw new Error(`The file's sha256 is ${found}, not ${wanted}: ${model.length} bytes came`)
  }
  return found
}

function folderName(id: string): string {
  if (!/^\w[\w.-]*$/.test(id))
    throw new Error(`"${id}" is no name for a folder: letters, digits, "_", "-" and "." are; give one with --id`)
  return id
}

/** One label a line; a WordNet id in front, as in the synset.txt of ImageNet, is left out. */
async function labelLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Error(`${path} cannot be read`, { cause })
  })
  const lines = text.split(/\r?\n/).map((line) => line.replace(/^n\d{8}\s+/, '').trim())
  while (lines.at(-1) === '') lines.pop()
  return lines
}

async function configOf(
  source: ModelSource,
  labels: string | undefined,
  license: string | undefined,
  models: string,
): Promise<Pick<FolderFiles, 'config' | 'labels'>> {
  const config = (names: readonly string[]): Uint8Array =>
    utf8(json({ ...(license !== undefined && { license }), id2label: Object.fromEntries(names.entries()) }))
  if (labels === IMAGENET_LABELS) {
    const { names, ...file } = imagenetLabels(models)
    return { config: source.config ?? config(names), labels: file }
  }
  if (labels !== undefined) {
    if (source.config) throw new Error('The folder has labels of its own, in config.json: change them there')
    return { config: config(await labelLines(labels)) }
  }
  if (source.config) return { config: source.config }
  throw new Error(`Which labels? --labels ${IMAGENET_LABELS}, or --labels with a file that has one a line`)
}

async function preprocessorOf(source: ModelSource, preprocess: string | undefined): Promise<Uint8Array> {
  if (preprocess === IMAGENET_PREPROCESS) {
    const [input] = (await graphOf(source.model)).inputs
    const edge = input?.shape[2]
    return utf8(json(imagenetPreprocessor(typeof edge === 'number' && edge > 0 ? edge : 224)))
  }
  if (preprocess !== undefined) {
    return new Uint8Array(
      await readFile(preprocess).catch((cause) => {
        throw new Error(`${preprocess} cannot be read`, { cause })
      }),
    )
  }
  if (source.preprocessor) return source.preprocessor
  throw new Error(
    `How is a picture prepared? --preprocess ${IMAGENET_PREPROCESS}, or --preprocess with a preprocessor_config.json`,
  )
}

async function readIndex(models: string): Promise<ModelIndex> {
  return parseModelIndex(JSON.parse(await readFile(join(models, 'index.json'), 'utf8')))
}

/** Each file is there whole or not at all. */
async function writeWhole(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content)
  await rename(`${path}.new`, path)
}

async function nameInIndex(models: string, id: string): Promise<void> {
  const index = await readIndex(models)
  if (index.models.includes(id)) return
  const names = [...index.models, id].map((name) => JSON.stringify(name)).join(', ')
  const lines = ['  "format": 1', `  "default": ${JSON.stringify(index.default)}`, `  "models": [${names}]`]
  if (index.names) lines.push(`  "names": ${JSON.stringify(index.names)}`)
  await writeWhole(join(models, 'index.json'), `{\n${lines.join(',\n')}\n}\n`)
}

async function writeFolder(models: string, files: FolderFiles, manifest: ModelManifest): Promise<string> {
  const folder = join(models, files.id)
  // Beside the others, so that it can be renamed; no name of a model starts with a dot.
  const written = await mkdtemp(join(models, '.adding-'))
  try {
    await mkdir(dirname(join(written, MODEL_FILE)))
    await writeFile(join(written, MODEL_FILE), files.model)
    await writeFile(join(written, 'config.json'), files.config)
    await writeFile(join(written, 'preprocessor_config.json'), files.preprocessor)
    await writeFile(join(written, 'manifest.json'), json(manifest))
    const before = existsSync(folder) ? `${written}-before` : undefined
    if (before !== undefined) await rename(folder, before)
    await rename(written, folder)
    if (before !== undefined) await rm(before, { recursive: true })
  } catch (error) {
    await rm(written, { recursive: true, force: true })
    throw error
  }
  return folder
}

/**
 * @param knownModels  by sha256; what they say stands in for options that are absent
 * @throws Error  one sentence; nothing was written then
 */
export async function addModel(options: AddOptions, knownModels = KNOWN_MODELS): Promise<AddedModel> {
  const { models, force = false } = options
  await readIndex(models)
  const source = await openSource(options.source)
  const known: Partial<KnownModel> = knownModels.get(checkHash(source.model, options.sha256)) ?? {}
  const id = folderName(options.id ?? known.id ?? source.name)
  if (existsSync(join(models, id)) && !force) throw new Error(`${id} is there already; --force replaces it`)

  const license = options.license ?? known.license
  const files: FolderFiles = {
    id,
    model: source.model,
    ...(await configOf(source, options.labels ?? (source.config ? undefined : known.labels), license, models)),
    preprocessor: await preprocessorOf(
      source,
      options.preprocess ?? (source.preprocessor ? undefined : known.preprocess),
    ),
  }
  const derived = await deriveManifest(files)
  const name = options.name ?? known.name
  const manifest = { ...derived, ...(name !== undefined && { name }), ...(license !== undefined && { license }) }
  const folder = await writeFolder(models, files, manifest)
  await nameInIndex(models, id)
  return { manifest, folder }
}
