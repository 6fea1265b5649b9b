/** The model that the person chose, remembered from visit to visit. */
import type { ModelIndex } from '../core/model-index.ts'
import type { Memory } from './memory.ts'

const KEY = 'model'

export function chosenModel(memory: Memory): string | undefined {
  const value = memory.read(KEY)
  return typeof value === 'string' ? value : undefined
}

export function rememberModel(memory: Memory, folder: string): void {
  memory.write(KEY, folder)
}

/** The folder to load: the chosen one, as long as the site offers it. */
export function folderToLoad(index: ModelIndex, chosen: string | undefined): string {
  return chosen !== undefined && index.models.includes(chosen) ? chosen : index.default
}
