/** What a request asks for beside its picture: `?top=3&model=efficientnet-lite2&maps=1`. */
import type { ClassifierPool } from '../pool/api.ts'
import { RefusedError } from '../refused.ts'
import { HttpRefusal } from './problem.ts'

/** No model has more classes that anybody would read. */
export const MAX_TOP = 1000

export interface Parameters {
  readonly topK: number
  /** The default one if absent. */
  readonly model?: string
  /** Whether the answer holds the activation maps: some thousand numbers, which most programs do not draw. */
  readonly maps: boolean
}

function top(value: string): number {
  const number = /^\d{1,4}$/.test(value) ? Number(value) : 0
  if (number < 1 || number > MAX_TOP) {
    throw new HttpRefusal('ParameterWrong', `top should be a whole number from 1 to ${MAX_TOP}`)
  }
  return number
}

function flag(value: string): boolean {
  if (value === '1' || value === 'true') return true
  if (value === '0' || value === 'false') return false
  throw new HttpRefusal('ParameterWrong', 'maps should be 1 or 0')
}

/** @throws ParameterWrong | ModelUnknown */
export function parametersOf(query: URLSearchParams, { models }: Pick<ClassifierPool, 'models'>): Parameters {
  const model = query.get('model')
  if (model !== null && !models.some(({ id }) => id === model)) {
    throw new RefusedError('ModelUnknown', `The models are: ${models.map(({ id }) => id).join(', ')}`)
  }
  return {
    topK: top(query.get('top') ?? '5'),
    ...(model === null ? {} : { model }),
    maps: flag(query.get('maps') ?? '0'),
  }
}
