/** The files of a model folder as on the Hugging Face Hub, read from disk. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MODEL_FILE } from '../../src/core/hub-folder.ts'

export interface FolderFiles {
  /** The folder's name. */
  readonly id: string
  readonly model: Uint8Array
  /** Of `config.json`. */
  readonly config: Uint8Array
  /** Of `preprocessor_config.json`. */
  readonly preprocessor: Uint8Array
  /** Where the labels are not those of `config.json`: their address from within the folder, and the file. */
  readonly labels?: { readonly url: string; readonly bytes: Uint8Array }
}

/** @throws Error  naming the file that cannot be read */
export async function readFolder(folder: string, id: string): Promise<FolderFiles> {
  const read = async (name: string): Promise<Uint8Array> => {
    try {
      return new Uint8Array(await readFile(join(folder, name)))
    } catch (error) {
      throw new Error(`${id}: ${name} cannot be read`, { cause: error })
    }
  }
  return {
    id,
    model: await read(MODEL_FILE),
    config: await read('config.json'),
    preprocessor: await read('preprocessor_config.json'),
  }
}
