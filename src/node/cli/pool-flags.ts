/** The flags that say who answers, the same for every command that asks a model. */
import { MAX_PIXELS } from '../../core/limits.ts'
import { type ClassifierPool, ENGINE_CHOICES, type EngineChoice, type PoolOptions } from '../pool/api.ts'
import type { Flag, Given, Outside } from './command.ts'
import { Failure, UsageError } from './failure.ts'
import { nearest } from './nearest.ts'
import { oneOf, textOf } from './parse.ts'
import { rowError } from './sentences.ts'

/** Far above what the largest picture takes on a slow machine: for a thread that hangs. */
const TIMEOUT_MS = 120_000

export const MODEL: Flag = { name: 'model', short: 'm', value: 'id', help: 'Which model; whatsit models lists them.' }
export const ENGINE: Flag = { name: 'engine', value: 'name', help: 'auto, whatsit, ort or native. (auto)' }
export const MODELS: Flag = { name: 'models', value: 'folder', help: 'Models of your own. (those of the package)' }

/** @throws UsageError */
export function engineOf(given: Given): EngineChoice {
  return oneOf(given, 'engine', ENGINE_CHOICES) ?? 'auto'
}

/** Where the models are. */
export function modelsFolder(given: Given, { folders }: Outside): string {
  return textOf(given, 'models') ?? folders.models
}

/** @param waiting  how many pictures are handed over beyond those that threads have */
export function poolOptions(given: Given, outside: Outside, concurrency: number, waiting: number): PoolOptions {
  return {
    models: modelsFolder(given, outside),
    engine: engineOf(given),
    concurrency,
    queueLength: concurrency + waiting,
    maxPixels: MAX_PIXELS,
    timeoutMs: TIMEOUT_MS,
  }
}

/**
 * Asks for a pool and what it must have, and ends it whatever comes of `use`.
 *
 * @throws UsageError  where the model is none of its
 * @throws Failure  where it does not start, with the reason
 */
export async function withPool<T>(
  options: PoolOptions,
  model: string | undefined,
  outside: Outside,
  use: (pool: ClassifierPool) => Promise<T>,
): Promise<T> {
  mustBeSomewhere()
  let pool: ClassifierPool
  try {
    pool = await outside.createPool(options)
  } catch (error) {
    throw notStarted(error)
  }
  try {
    if (model !== undefined) mustOffer(pool, model)
    const { engine, refused } = await pool.ready.catch((error) => {
      throw notStarted(error)
    })
    for (const one of refused) await outside.err.write(`${one.engine} is not used: ${one.reason}; ${engine} is.\n`)
    return await use(pool)
  } finally {
    await pool.terminate()
  }
}

/** No thread starts in a folder that was deleted. @throws Failure */
function mustBeSomewhere(): void {
  try {
    process.cwd()
  } catch (error) {
    throw new Failure('The folder that you are in has been deleted. Change to another one.', { cause: error })
  }
}

/** @throws UsageError */
export function mustOffer({ models }: ClassifierPool, model: string): void {
  const ids = models.map(({ id }) => id)
  if (ids.includes(model)) return
  const meant = nearest(model, ids)
  const advice = meant === undefined ? `There are: ${ids.join(', ')}.` : `Did you mean ${meant}?`
  throw new UsageError(`There is no model "${model}". ${advice}`)
}

/** A sentence, and in brackets what exactly was met: here the person may be its developer. */
export function notStarted(error: unknown): Failure {
  const { message } = rowError(error)
  const detail = error instanceof Error && !message.includes(error.message) ? ` (${error.message})` : ''
  return new Failure(`${message}${detail}`, { cause: error })
}
