/** Where a model comes from: a file, an address, or a folder as on the Hugging Face Hub. */
import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { MODEL_FILE } from '../../src/core/hub-folder.ts'

export interface ModelSource {
  /** Of the file without its ending, or of the folder. */
  readonly name: string
  readonly model: Uint8Array
  /** Of a folder: its own. */
  readonly config?: Uint8Array
  readonly preprocessor?: Uint8Array
}

function nameWithoutEnding(path: string): string {
  return basename(path).replace(/\.onnx$/, '')
}

async function fromAddress(address: string): Promise<ModelSource> {
  let response: Response
  try {
    response = await fetch(address)
  } catch (error) {
    throw new Error(`${address} does not answer`, { cause: error })
  }
  if (!response.ok) throw new Error(`${address} answers with HTTP ${response.status}`)
  const model = new Uint8Array(await response.arrayBuffer())
  return { name: nameWithoutEnding(new URL(address).pathname), model }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw new Error(`${path} cannot be read`, { cause: error })
  }
}

/** @throws Error  one sentence, when there is nothing to read */
export async function openSource(source: string): Promise<ModelSource> {
  if (/^https?:\/\//.test(source)) return fromAddress(source)
  const found = await stat(source).catch(() => undefined)
  if (!found) throw new Error(`${source} is not there`)
  if (!found.isDirectory()) return { name: nameWithoutEnding(source), model: await read(source) }
  return {
    name: basename(resolve(source)),
    model: await read(join(source, MODEL_FILE)),
    config: await read(join(source, 'config.json')),
    preprocessor: await read(join(source, 'preprocessor_config.json')),
  }
}
