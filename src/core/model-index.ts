/** `models/index.json`: which model folders this site offers, and which one is loaded unasked. Parsed once, here. */
import { WhatsitError } from './errors.ts'

export interface ModelIndex {
  readonly format: 1
  /** One of `models`. */
  readonly default: string
  /** Names of folders beside the file. */
  readonly models: readonly string[]
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
      return { format: 1, default: first, models: names }
    }
  }
  throw new WhatsitError('ModelUnsupported', 'models/index.json: should name its models and one of them as the default')
}
