/** What a pool and one of its threads say to each other. A thread answers one picture at a time, in the order of asking. */
import type { Classification } from '../../core/classification.ts'
import type { RuntimeFiles } from '../engine/engines.ts'
import type { EngineChoice, PoolEngine } from './api.ts'

/** The thread's `workerData`. */
export interface ThreadStart {
  /** Folder of model folders. */
  readonly models: string
  /** The model that is loaded before the thread is ready. */
  readonly defaultModel: string
  readonly engine: EngineChoice
  readonly runtimeFiles: RuntimeFiles
  readonly maxPixels: number
  readonly timeoutMs: number
}

export interface ThreadRequest {
  /** Of the picture's file. */
  readonly bytes: Uint8Array
  readonly model: string
  readonly topK?: number
}

export type ThreadMessage =
  /** Comes once, first: the default model has passed its self-test. */
  | { readonly kind: 'ready'; readonly engine: PoolEngine }
  | { readonly kind: 'answered'; readonly classification: Classification }
  /** In the place of either. `name` is the error's code. */
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }
