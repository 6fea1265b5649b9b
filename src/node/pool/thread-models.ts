/** The models of one thread: each is loaded when a picture first asks for it, on the first engine that runs it. */
import { join } from 'node:path'
import { type Classifier, checkLogits, createClassifier } from '../../core/classifier.ts'
import type { Engine } from '../../core/engine.ts'
import { hasErrorCode, WhatsitError } from '../../core/errors.ts'
import type { CreateMixer } from '../../core/mixer.ts'
import { selfTest, selfTestInput } from '../../core/self-test.ts'
import { type CreateEngine, ENGINE_ORDER, type EngineName } from '../engine/engines.ts'
import type { EngineChoice, PoolEngine } from './api.ts'
import { type OpenedModel, openModel } from './model-folder.ts'

export interface ThreadModel {
  readonly classifier: Classifier
  readonly engine: PoolEngine
}

export interface ThreadModelsParts {
  /** Folder of model folders. */
  readonly folder: string
  readonly choice: EngineChoice
  readonly engines: Readonly<Record<EngineName, CreateEngine>>
  readonly createMixer: CreateMixer | undefined
}

interface Tested {
  readonly engine: Engine
  readonly largestDifference?: number
}

export class ThreadModels {
  readonly #parts: ThreadModelsParts
  readonly #loaded = new Map<string, ThreadModel>()

  constructor(parts: ThreadModelsParts) {
    this.#parts = parts
  }

  /**
   * @param id  name of the model's folder
   * @throws ModelUnreachable | ModelCorrupt | ModelUnsupported | SelfTestFailed | RuntimeFailed | OutOfMemory
   */
  async get(id: string): Promise<ThreadModel> {
    const loaded = this.#loaded.get(id) ?? (await this.#load(id))
    this.#loaded.set(id, loaded)
    return loaded
  }

  async #load(id: string): Promise<ThreadModel> {
    const { folder, choice, engines, createMixer } = this.#parts
    const opened = await openModel(join(folder, id))
    const { manifest, taxonomy } = opened
    const input = selfTestInput(manifest, createMixer)
    const refused: { engine: string; reason: string }[] = []
    const order = ENGINE_ORDER[choice]
    for (const name of order) {
      try {
        const { engine, ...test } = await tested(engines[name], opened, input)
        const now = (): number => performance.now()
        const classifier = createClassifier({ engine, manifest, taxonomy, now, createMixer })
        return { classifier, engine: { engine: name, refused, ...test } }
      } catch (error) {
        if (name === order.at(-1) || !isRefusal(error)) throw withReasons(error, refused)
        refused.push({ engine: name, reason: error.message })
      }
    }
    throw new WhatsitError('Unexpected', `${choice} names no engine`)
  }
}

/** An engine that has passed the self-test. */
async function tested(create: CreateEngine, opened: OpenedModel, input: Float32Array): Promise<Tested> {
  const { manifest, model, taxonomy } = opened
  const engine = await create(model, manifest)
  try {
    const { logits, largestDifference } = await selfTest(engine, manifest, input)
    checkLogits(logits, taxonomy.classes.length)
    return { engine, ...(largestDifference !== undefined && { largestDifference }) }
  } catch (error) {
    await engine.dispose()
    throw error
  }
}

/** True where another engine may do better; there is no more memory for another one. */
function isRefusal(error: unknown): error is Error {
  return hasErrorCode(error) && error.name !== 'OutOfMemory'
}

/** Of several engines that were tried each has its reason. */
function withReasons(error: unknown, refused: readonly { engine: string; reason: string }[]): unknown {
  if (refused.length === 0 || !hasErrorCode(error)) return error
  const before = refused.map(({ engine, reason }) => `${engine}: ${reason}`).join('; ')
  return new WhatsitError(error.name, `${error.message} (before that, ${before})`, { cause: error })
}
