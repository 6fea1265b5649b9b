/** The folder of model folders on disk: what it offers, and files that are used only after their hash matched. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WhatsitError } from '../../core/errors.ts'
import { inputSize } from '../../core/geometry.ts'
import { type ModelFile, type ModelManifest, parseManifest } from '../../core/manifest.ts'
import { parseModelIndex } from '../../core/model-index.ts'
import { parseTaxonomy, type Taxonomy } from '../../core/taxonomy.ts'
import type { PoolModel } from './api.ts'

export interface OpenedModel {
  readonly manifest: ModelManifest
  /** Of the ONNX file. */
  readonly model: Uint8Array
  readonly taxonomy: Taxonomy
}

/**
 * @param folder  with `index.json`
 * @returns in the order of the index, whose default is one of them
 * @throws ModelUnreachable | ModelUnsupported
 */
export async function listModels(folder: string): Promise<readonly PoolModel[]> {
  const index = parseModelIndex(await readJson(join(folder, 'index.json')))
  return Promise.all(
    index.models.map(async (id) => {
      const manifest = await readManifest(join(folder, id))
      return {
        id,
        name: manifest.name,
        default: id === index.default,
        bytes: manifest.model.bytes + manifest.labels.bytes,
        inputSize: inputSize(manifest.preprocess),
        ...(manifest.license !== undefined && { license: manifest.license }),
        ...(manifest.publishedAccuracy !== undefined && { publishedAccuracy: manifest.publishedAccuracy }),
      }
    }),
  )
}

/**
 * @param folder  of one model, with `manifest.json`
 * @throws ModelUnreachable | ModelCorrupt | ModelUnsupported
 */
export async function openModel(folder: string): Promise<OpenedModel> {
  const manifest = await readManifest(folder)
  const [model, labels] = await Promise.all([
    readVerified(folder, manifest.model),
    readVerified(folder, manifest.labels),
  ])
  return { manifest, model, taxonomy: parseTaxonomy(parseJson(labels, join(folder, manifest.labels.url))) }
}

async function readManifest(folder: string): Promise<ModelManifest> {
  return parseManifest(await readJson(join(folder, 'manifest.json')))
}

async function readVerified(folder: string, { url, bytes, sha256 }: ModelFile): Promise<Uint8Array> {
  const path = join(folder, url)
  const content = await read(path)
  if (content.length !== bytes) {
    throw new WhatsitError('ModelCorrupt', `${path} has ${content.length} bytes, its manifest says ${bytes}`)
  }
  const found = createHash('sha256').update(content).digest('hex')
  if (found !== sha256)
    throw new WhatsitError('ModelCorrupt', `${path} has the hash ${found}, its manifest says ${sha256}`)
  return content
}

async function readJson(path: string): Promise<unknown> {
  return parseJson(await read(path), path)
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    throw new WhatsitError('ModelUnsupported', `${path}: ${error}`, { cause: error })
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(path)
    // Not a Buffer, whose `slice` would make no copy.
    return new Uint8Array(buffer, byteOffset, byteLength)
  } catch (error) {
    throw new WhatsitError('ModelUnreachable', `${path} could not be read: ${error}`, { cause: error })
  }
}
