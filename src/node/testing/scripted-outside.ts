/** For tests: a world of which every part can be scripted, and a pool that answers by the picture's first byte. */
import type { Classification } from '../../core/classification.ts'
import { WhatsitError } from '../../core/errors.ts'
import type { Interruption, Outside, Sink } from '../cli/command.ts'
import type { ClassifierPool, PoolModel, PoolRequest, PoolState } from '../pool/api.ts'

export class ScriptedSink implements Sink {
  readonly isTerminal: boolean
  readonly hasColours = false
  readonly columns = 80
  text = ''

  constructor(isTerminal = false) {
    this.isTerminal = isTerminal
  }

  write(text: string): Promise<void> {
    this.text += text
    return Promise.resolve()
  }
}

export const MODELS: readonly PoolModel[] = [
  { id: 'small', name: 'Small', default: true, bytes: 5_000_000, inputSize: { width: 224, height: 224 } },
  { id: 'large', name: 'Large', default: false, bytes: 9_000_000, inputSize: { width: 260, height: 260 } },
]

/** @param index  also the picture's first byte, so that an answer can be told from another */
export function classification(index: number, topK = 5): Classification {
  const guesses = Array.from({ length: topK }, (_, place) => ({
    index: index + place,
    label: `class ${index + place}`,
    score: 0.5 / (place + 1),
  }))
  return {
    answer: { name: `group ${index}`, score: 0.97, kind: 'group' },
    path: [{ name: `group ${index}`, score: 0.97 }],
    predictions: guesses,
    timing: { decode: 1, preprocess: 2, run: 3 },
    model: 'small',
    size: { width: 4, height: 3 },
    crop: { left: 0, top: 0, width: 4, height: 3 },
    activationMaps: [{ index, width: 1, height: 1, values: [1] }],
  }
}

/** Where a picture's first byte is this, it is damaged. */
export const DAMAGED = 255

export class ScriptedPool implements ClassifierPool {
  readonly models = MODELS
  ready: ClassifierPool['ready'] = Promise.resolve({ engine: 'whatsit', refused: [] })
  readonly state: PoolState = {
    waiting: 0,
    running: 0,
    isFull: false,
    replaced: 0,
    engine: { engine: 'whatsit', refused: [] },
  }
  readonly requests: PoolRequest[] = []
  /** Called with each picture's first byte; its answer comes when this settles. */
  before: (first: number) => Promise<void> = () => Promise.resolve()
  running = 0
  mostRunning = 0
  isEnded = false

  async classify(bytes: Uint8Array<ArrayBuffer>, request: PoolRequest = {}): Promise<Classification> {
    this.requests.push(request)
    this.mostRunning = Math.max(this.mostRunning, ++this.running)
    const first = bytes[0] ?? 0
    await this.before(first)
    this.running--
    if (first === DAMAGED) throw new WhatsitError('ImageUndecodable', 'cut short')
    return classification(first, request.topK)
  }

  tryAgain(): void {}

  close = (): Promise<void> => this.terminate()

  terminate(): Promise<void> {
    this.isEnded = true
    return Promise.resolve()
  }
}

export interface ScriptedOutside extends Outside {
  readonly out: ScriptedSink
  readonly err: ScriptedSink
  readonly pool: ScriptedPool
  /** Nobody reads stdout any more: which interrupts, unless the command goes on without. */
  loseReader(): void
  interrupt(reason: Interruption): void
}

export function scriptedOutside(changed: Partial<Omit<Outside, 'out' | 'err'>> = {}): ScriptedOutside {
  const controller = new AbortController()
  const pool = new ScriptedPool()
  let isReaderNeeded = true
  return {
    out: new ScriptedSink(),
    err: new ScriptedSink(),
    stdin: (async function* () {})(),
    fetch: () => Promise.reject(new TypeError('no network in this test')),
    env: {},
    folders: { models: 'models', site: 'site' },
    version: '1.2.3',
    cores: 2,
    now: () => performance.now(),
    interrupted: controller.signal,
    goOnWithoutReader: () => {
      isReaderNeeded = false
    },
    createPool: () => Promise.resolve(pool),
    pool,
    loseReader: () => {
      if (isReaderNeeded) controller.abort('reader gone')
    },
    interrupt: (reason) => controller.abort(reason),
    ...changed,
  }
}
