/**
 * What the command line and HTTP ask of the classifier in Node: the whole interface between them and the threads that
 * compute. A picture's bytes go in, a Classification comes out; errors carry their code as `name`.
 */
import type { Classification } from '../../core/classification.ts'
import type { WhatsitError } from '../../core/errors.ts'
import type { Size } from '../../core/geometry.ts'

/** On what a model runs. */
export const ENGINE_CHOICES = [
  /** Our own engine, and onnxruntime-web for a network that ours does not know. */
  'auto',
  /** Our own alone. */
  'whatsit',
  /** onnxruntime-web. */
  'ort',
  /** onnxruntime-node, where the person has installed it. */
  'native',
] as const

export type EngineChoice = (typeof ENGINE_CHOICES)[number]

export interface PoolOptions {
  /** Folder of model folders, with `index.json`. */
  readonly models: string
  readonly engine: EngineChoice
  /** How many threads answer, each with an engine of its own on one thread; 1 and up. */
  readonly concurrency: number
  /** The most pictures that wait beside those that run. */
  readonly queueLength: number
  /** A picture of more pixels is refused from its header. */
  readonly maxPixels: number
  /** How long one picture may take from the moment when a thread has it; its thread is replaced after that. */
  readonly timeoutMs: number
}

/** A model that can be asked for. */
export interface PoolModel {
  /** The name of its folder, which `model` takes. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly default: boolean
  /** Bytes of model and labels together. */
  readonly bytes: number
  readonly inputSize: Size
  readonly license?: string
  /** Top-1 on ImageNet as published, 0 to 1. */
  readonly publishedAccuracy?: number
}

/** What the default model runs on, and why not on what was tried before it. */
export interface PoolEngine {
  readonly engine: Exclude<EngineChoice, 'auto'>
  /** Between the self-test's logits and the manifest's golden ones; absent where the manifest has none. */
  readonly largestDifference?: number
  /** Why an engine before it in the order was not used; empty where the first one was. */
  readonly refused: readonly { readonly engine: string; readonly reason: string }[]
}

export interface PoolRequest {
  /** How many predictions, 1 to the number of classes; 5 if absent. */
  readonly topK?: number
  /** One of {@link ClassifierPool.models}; the default one if absent. The thread keeps it for as long as it lives. */
  readonly model?: string
  /** Takes the picture off the queue; one that runs already runs to its end, unheard. */
  readonly signal?: AbortSignal
}

/** Where the pool stands now, for metrics and for who asks whether pictures are answered. */
export interface PoolState {
  /** Pictures that no thread has yet. */
  readonly waiting: number
  /** Pictures that a thread has. */
  readonly running: number
  /** Whether the next picture would be refused with QueueFull. */
  readonly isFull: boolean
  /** Threads that were replaced since the start: died, hung, or failed in a way that leaves them in doubt. */
  readonly replaced: number
  /**
   * What pictures are answered on. Absent before the first thread has the default model, and again once every thread gave up;
   * a thread that is being replaced has not.
   */
  readonly engine?: PoolEngine
  /** Why the last thread that gave up did so; absent where none has. */
  readonly failure?: WhatsitError
}

export interface ClassifierPool {
  /**
   * Settles when every thread has the default model, which has passed its self-test.
   *
   * @throws ModelUnreachable | ModelCorrupt | ModelUnsupported | SelfTestFailed | RuntimeFailed | OutOfMemory
   */
  readonly ready: Promise<PoolEngine>
  readonly models: readonly PoolModel[]
  readonly state: PoolState
  /**
   * One picture, in the order of the calls. May be called before `ready`: it waits in the queue.
   *
   * @param bytes  of the picture's file; transferred to a thread, so that the caller's view is empty afterwards
   * @throws ImageEmpty | ImageTooLarge | ImageUnsupported | ImageUndecodable | ImageSvg | ImageHeic | ImagePdf | ImageVideo
   * @throws QueueFull  at once, where `queueLength` pictures wait
   * @throws ModelUnknown  there is no such model
   * @throws TimedOut | WorkerLost | OutOfMemory | RunFailed | Cancelled
   * @throws ModelCorrupt | ModelUnsupported | SelfTestFailed  of a model that is asked for the first time
   */
  classify(bytes: Uint8Array<ArrayBuffer>, request?: PoolRequest): Promise<Classification>
  /** One more start, where every thread gave up; nothing where one starts or answers, or after the end. */
  tryAgain(): void
  /** Takes no more pictures, answers those that wait and run, ends the threads, and with them every model that they have. */
  close(): Promise<void>
  /** Ends the threads and their models at once; what waits or runs is `Cancelled`. */
  terminate(): Promise<void>
}
