/** Workers that do what a test says, and a client on top of them. Never part of the site. */
import type { Classification } from '../core/classification.ts'
import { WhatsitError } from '../core/errors.ts'
import type { ModelIndex } from '../core/model-index.ts'
import type { EngineSetting, LoadedModel, LoadStep } from '../worker/api.ts'
import { ClassifierClient } from './classifier-client.ts'
import type { ClientOutside } from './client-outside.ts'
import type { Memory } from './memory.ts'
import type { WorkerLink } from './worker-link.ts'

export const CAT: Classification = {
  answer: { name: 'cat', score: 0.97, kind: 'group' },
  path: [],
  predictions: [],
  timing: { decode: 1, preprocess: 1, run: 1 },
  model: 'tiny',
  size: { width: 2, height: 2 },
  crop: { left: 0, top: 0, width: 2, height: 2 },
}

/** What a worker does; what is absent goes well. */
type Script = Partial<{
  build: string | Promise<string>
  models: () => Promise<never>
  bytesToDownload: number | ((folder: string) => number)
  load: (threads: number, folder: string, tell: (step: LoadStep) => void) => Promise<void>
  /** What differs in the model that a load gives. */
  loaded: (setting: EngineSetting, folder: string) => Partial<LoadedModel>
  classify: (image: Blob) => Promise<Classification>
}>

export const never = <T>(): Promise<T> => new Promise(() => {})
const model = (threads: number, id = 'tiny'): LoadedModel => ({
  id,
  name: 'Tiny',
  sha256: 'a1',
  bytes: 9,
  license: 'Apache-2.0',
  publishedAccuracy: 0.5,
  inputSize: { width: 8, height: 8 },
  engine: 'ort',
  threads,
  kept: 'no-storage',
  downloaded: 9,
  timing: { fetch: 1, start: 1, selfTest: 1 },
  testLogits: [1, 2],
})

const INDEX: ModelIndex = { format: 1, default: 'tiny', models: ['tiny', 'large'], names: { large: 'Large' } }

const folderOf = (modelUrl: string): string => modelUrl.split('/').at(-2) ?? ''

/** What is remembered from visit to visit. */
export function memory(entries: Record<string, unknown> = {}): Memory & { readonly entries: Record<string, unknown> } {
  return {
    entries,
    read: (key) => entries[key],
    write: (key, value) => {
      entries[key] = value
    },
  }
}

/** Workers as scripted, one after the other, the last for ever; each can be killed. */
export class Workers {
  readonly opened: { closed: boolean; kill: () => void; classified: Blob[]; told: string[]; removed: string[] }[] = []
  readonly #scripts: Script[]

  constructor(...scripts: Script[]) {
    this.#scripts = scripts
  }

  readonly open = (): WorkerLink => {
    const script = this.#scripts[Math.min(this.opened.length, this.#scripts.length - 1)] ?? {}
    let lose: (error: WhatsitError) => void = () => {}
    const lost = new Promise<never>((_, reject) => {
      lose = reject
    })
    const kill = (): void => lose(new WhatsitError('WorkerLost', 'killed'))
    lost.catch(() => {})
    const worker = {
      closed: false,
      kill,
      classified: [] as Blob[],
      told: [] as string[],
      removed: [] as string[],
    }
    this.opened.push(worker)
    const api = {
      build: async () => script.build ?? 'b1',
      models: script.models ?? (async () => INDEX),
      bytesToDownload: async (url: string) => {
        const bytes = script.bytesToDownload ?? 9
        return typeof bytes === 'number' ? bytes : bytes(folderOf(url))
      },
      describe: async (url: string) => {
        if (folderOf(url) === 'large') throw new WhatsitError('ModelUnreachable', 'no network')
        return { id: folderOf(url), name: 'Tiny', bytes: 9, missing: 0 }
      },
      storedBytes: async () => 9,
      remove: async (url: string) => {
        worker.removed.push(folderOf(url))
      },
      load: async (url: string, setting: EngineSetting, tell: (step: LoadStep) => void) => {
        const folder = folderOf(url)
        tell({ stage: 'starting' })
        await script.load?.(setting.threads, folder, tell)
        return { ...model(setting.threads, folder), ...script.loaded?.(setting, folder) }
      },
      expect: async (pictures: readonly { image: Blob }[]) => {
        worker.told.push(`expect ${pictures.map(({ image }) => image.size).join()}`)
      },
      classify: (image: Blob) => {
        worker.classified.push(image)
        worker.told.push(`classify ${image.size}`)
        return script.classify?.(image) ?? Promise.resolve(CAT)
      },
    }
    const close = (): void => {
      worker.closed = true
      lose(new WhatsitError('Cancelled', 'closed'))
    }
    return { api: api as unknown as WorkerLink['api'], lost, close }
  }
}

/** What a client needs, with these workers; the rest is plain where the test says nothing. */
export function outsideOf(workers: Workers, outside: Partial<ClientOutside> = {}): ClientOutside {
  return {
    openWorker: workers.open,
    threads: 2,
    engine: 'ort',
    saveData: false,
    memory: memory(),
    keepStorage: () => {},
    times: { worker: 1000, start: 1000, picture: 1000, cancelled: 20, quiet: 1 },
    ...outside,
  }
}

export function client(workers: Workers, outside: Partial<ClientOutside> = {}): ClassifierClient {
  return new ClassifierClient('https://site.test/models/', outsideOf(workers, outside))
}
