/** `models/index.json`: which model folders this site offers, and which one is loaded unasked. Parsed once, here. */
import { WhatsitError } from './errors.ts'

export interface ModelIndex {
  readonly format: 1
  /** One of `models`. */
  readonly default: string
  /** Names of folders beside the file. */
  readonly models: readonly string[]
  /**
   * What they are called, by folder, so that a model has a name where nothing else of it is known: on a device without network
   * that does not hold it. The build takes them from the manifests.
   */
  readonly names?: Readonly<Record<string, string>>
}

const FOLDER = /^[\w][\w.-]*$/

/**
 * @param value  what JSON.parse gave
 * @throws ModelUnsupported
 */
export function parseModelIndex(value: unknown): ModelIndex {
  const index = value as Partial<Record<keyof ModelIndex, unknown>> | null
  const models: unknown = index?.models
  if (index?.format === 1 && Array.isArray(models)) {
    const names = models.filter((name): name is string => typeof name === 'string' && FOLDER.test(name))
    const first = index.default
    if (typeof first === 'string' && names.length === models.length && names.includes(first)) {
      return { format: 1, default: first, models: names, ...calledBy(index.names, names) }
    }
  }
  throw new WhatsitError('ModelUnsupported', 'models/index.json: should name its models and one of them as the default')
}

/** Names are no reason to refuse a list: what is not one is left out. */
function calledBy(value: unknown, folders: readonly string[]): Pick<ModelIndex, 'names'> {
  if (typeof value !== 'object' || value === null) return {}
  const names = Object.entries(value).filter(
    (entry): entry is [string, string] => folders.includes(entry[0]) && typeof entry[1] === 'string',
  )
  return { names: Object.fromEntries(names) }
}
