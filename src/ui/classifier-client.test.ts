import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Classification } from '../core/classification.ts'
import { WhatsitError } from '../core/errors.ts'
import type { EngineSetting, LoadedModel } from '../worker/api.ts'
import { ClassifierClient } from './classifier-client.ts'
import type { ClientOutside } from './client-outside.ts'
import { engineSettings } from './engine-settings.ts'
import type { Memory } from './memory.ts'
import type { WorkerLink } from './worker-link.ts'

vi.stubGlobal('__BUILD__', 'b1')
vi.stubGlobal('__VERSION__', '0.0.0')
vi.stubGlobal('navigator', { userAgent: 'a test', hardwareConcurrency: 2 })

const CAT: Classification = {
  answer: { name: 'cat', score: 0.97, kind: 'group' },
  path: [],
  predictions: [],
  timing: { decode: 1, preprocess: 1, run: 1 },
  model: 'tiny',
  size: { width: 2, height: 2 },
  crop: { left: 0, top: 0, width: 2, height: 2 },
}

type Script = Partial<{
  build: string | Promise<string>
  bytesToDownload: number | ((folder: string) => number)
  load: (threads: number, folder: string) => Promise<void>
  classify: (image: Blob) => Promise<Classification>
}>

const never = <T>(): Promise<T> => new Promise(() => {})
const model = (threads: number, id = 'tiny'): LoadedModel => ({
  id,
  name: 'Tiny',
  bytes: 9,
  license: 'Apache-2.0',
  publishedAccuracy: 0.5,
  inputSize: { width: 8, height: 8 },
  engine: 'ort',
  threads,
  kept: 'no-storage',
  downloaded: 9,
  timing: { fetch: 1, start: 1, selfTest: 1 },
})

const folderOf = (modelUrl: string): string => modelUrl.split('/').at(-2) ?? ''

/** What is remembered from visit to visit. */
function memory(entries: Record<string, unknown> = {}): Memory & { readonly entries: Record<string, unknown> } {
  return {
    entries,
    read: (key) => entries[key],
    write: (key, value) => {
      entries[key] = value
    },
  }
}

/** Workers as scripted, one after the other, the last for ever; each can be killed. */
class Workers {
  readonly opened: { closed: boolean; kill: () => void; classified: Blob[]; told: string[]; removed: string[] }[] = []
  readonly #scripts: Script[]

  constructor(...scripts: Script[]) {
    this.#scripts = scripts
  }

  readonly open = (): WorkerLink => {
    const script = this.#scripts[Math.min(this.opened.length, this.#scripts.length - 1)] ?? {}
    let kill = (): void => {}
    const lost = new Promise<never>((_, reject) => {
      kill = () => reject(new WhatsitError('WorkerLost', 'killed'))
    })
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
      models: async () => ({ format: 1, default: 'tiny', models: ['tiny', 'large'] }),
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
      load: async (url: string, { threads }: EngineSetting, tell: (progress: object) => void) => {
        tell({ stage: 'starting' })
        await script.load?.(threads, folderOf(url))
        return model(threads, folderOf(url))
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
    }
    return { api: api as unknown as WorkerLink['api'], lost, close }
  }
}

function client(workers: Workers, outside: Partial<ClientOutside> = {}): ClassifierClient {
  const times = { worker: 1000, start: 1000, picture: 1000, cancelled: 20 }
  return new ClassifierClient('https://site.test/models/', {
    openWorker: workers.open,
    settings: engineSettings(2),
    saveData: false,
    memory: memory(),
    times,
    ...outside,
  })
}

let picture: Blob
beforeEach(() => {
  picture = new Blob(['picture'])
})

describe('starting', () => {
  test('is ready with the threads it has', async () => {
    const page = client(new Workers())
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'ready', model: { threads: 2 } })
    await page.ready
    expect(page.models).toEqual(['tiny', 'large'])
  })

  test('tries one thread in a new worker when the threaded start fails, and reports it', async () => {
    const load = async (threads: number): Promise<void> => {
      if (threads > 1) throw new WhatsitError('RuntimeFailed', 'no shared memory')
    }
    const workers = new Workers({ load })
    const page = client(workers)
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'ready', model: { threads: 1 } })
    expect(workers.opened.map(({ closed }) => closed)).toEqual([true, false])
  })

  test('tries one thread when the threaded start hangs', async () => {
    const load = (threads: number): Promise<void> => (threads > 1 ? never() : Promise.resolve())
    const page = client(new Workers({ load }), { times: { worker: 1000, start: 20, picture: 1000, cancelled: 20 } })
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'ready', model: { threads: 1 } })
  })

  test('tells a failure, keeps the picture, and answers it after a retry', async () => {
    let reachable = false
    const load = async (): Promise<void> => {
      if (!reachable) throw new WhatsitError('ModelUnreachable', 'no network')
    }
    const page = client(new Workers({ load }))
    const answer = page.classify(picture)
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'failed', error: { name: 'ModelUnreachable' } })
    reachable = true
    page.retry()
    await page.ready
    expect(await answer).toBe(CAT)
  })

  test('says so when the worker never says a word, and starts it after a retry', async () => {
    const workers = new Workers({ build: never() }, {})
    const page = client(workers, { times: { worker: 20, start: 1000, picture: 1000, cancelled: 20 } })
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'failed', error: { name: 'WorkerUnreachable' } })
    page.retry()
    await page.ready
    expect(await page.classify(picture)).toBe(CAT)
  })

  test('never mixes builds', async () => {
    const page = client(new Workers({ build: 'b2' }))
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'failed', error: { name: 'VersionMismatch' } })
  })

  test('asks first on Save-Data, unless all is stored', async () => {
    const page = client(new Workers(), { saveData: true })
    const answer = page.classify(picture)
    await page.start()
    expect(page.modelState).toEqual({ stage: 'asking', bytes: 9 })
    page.allowDownload()
    expect(await answer).toBe(CAT)

    const again = client(new Workers({ bytesToDownload: 0 }), { saveData: true })
    await again.start()
    expect(again.modelState.stage).toBe('ready')
  })
})

describe('the queue', () => {
  test('answers one picture at a time, in order, each with its own result or error', async () => {
    let running = 0
    const classify = async (image: Blob): Promise<Classification> => {
      expect(++running).toBe(1)
      await new Promise((resume) => setTimeout(resume, 5))
      running--
      if (image.size === 2) throw new WhatsitError('ImageUndecodable', 'broken')
      return { ...CAT, model: String(image.size) }
    }
    const page = client(new Workers({ classify }))
    const answers = ['1', '22', '333'].map((bytes) => page.classify(new Blob([bytes])))
    await page.start()
    const settled = await Promise.allSettled(answers)
    expect(settled).toMatchObject([
      { value: { model: '1' } },
      { reason: { name: 'ImageUndecodable' } },
      { value: { model: '3' } },
    ])
  })

  test('tells the worker which two pictures follow, as they come, go and are cancelled', async () => {
    let answer = (): void => {}
    const classify = (): Promise<Classification> =>
      new Promise((resolve) => {
        answer = () => resolve(CAT)
      })
    const workers = new Workers({ classify })
    const page = client(workers)
    await page.start()
    const told = workers.opened[0]?.told ?? []
    const abort = new AbortController()
    const answers = [1, 2, 3, 4, 5].map((size) => {
      return page.classify(new Blob(['.'.repeat(size)]), size === 3 ? { signal: abort.signal } : {})
    })
    expect(told.splice(0)).toEqual(['classify 1', 'expect 2', 'expect 2,3'])
    abort.abort()
    await expect(answers[2]).rejects.toMatchObject({ name: 'Cancelled' })
    expect(told.splice(0)).toEqual(['expect 2,4'])
    for (const [before, settled] of [answers[0], answers[1], answers[3], answers[4]].entries()) {
      await expect.poll(() => workers.opened[0]?.classified.length, { interval: 1 }).toBe(before + 1)
      answer()
      await settled
    }
    await page.idle
    expect(told).toEqual(['classify 2', 'expect 4,5', 'classify 4', 'expect 5', 'classify 5', 'expect '])
  })

  test('tells a new worker anew', async () => {
    const workers = new Workers({ classify: never }, {})
    const page = client(workers)
    await page.start()
    const first = page.classify(new Blob(['1']))
    const second = page.classify(new Blob(['22']))
    workers.opened[0]?.kill()
    await Promise.all([first, second])
    expect(workers.opened[0]?.told).toEqual(['classify 1', 'expect 2'])
    expect(workers.opened[1]?.told).toEqual(['classify 1', 'expect 2', 'classify 2', 'expect '])
  })

  test('is idle once nothing waits and nothing is being answered', async () => {
    const page = client(new Workers())
    await page.idle
    const order: string[] = []
    const answers = [picture, picture].map((image) => page.classify(image).then(() => order.push('answer')))
    const idle = page.idle.then(() => order.push('idle'))
    await page.start()
    await Promise.all([...answers, idle])
    expect(order).toEqual(['answer', 'answer', 'idle'])
  })

  test('is idle too once the last picture that waited is cancelled', async () => {
    const page = client(new Workers())
    const abort = new AbortController()
    const cancelled = expect(page.classify(picture, { signal: abort.signal })).rejects.toMatchObject({
      name: 'Cancelled',
    })
    const idle = page.idle
    abort.abort()
    await cancelled
    await idle
    expect(page.pending).toBe(0)
  })

  test('drops a cancelled picture that waits', async () => {
    const workers = new Workers()
    const page = client(workers)
    const abort = new AbortController()
    const cancelled = page.classify(picture, { signal: abort.signal })
    abort.abort()
    await expect(cancelled).rejects.toMatchObject({ name: 'Cancelled' })
    await page.start()
    expect(await page.classify(new Blob(['next']))).toBe(CAT)
    expect(workers.opened[0]?.classified).toHaveLength(1)
  })

  test('replaces the worker when a cancelled picture hangs, and answers the next', async () => {
    const workers = new Workers({ classify: never }, {})
    const page = client(workers)
    await page.start()
    const abort = new AbortController()
    const hanging = page.classify(picture, { signal: abort.signal, onStart: () => abort.abort() })
    const next = page.classify(new Blob(['next']))
    await expect(hanging).rejects.toMatchObject({ name: 'Cancelled' })
    expect(await next).toBe(CAT)
    expect(workers.opened).toHaveLength(2)
  })

  test('tries a picture once more when its worker dies', async () => {
    const workers = new Workers({ classify: never }, {})
    const page = client(workers)
    await page.start()
    const answer = page.classify(picture, { onStart: () => setTimeout(() => workers.opened[0]?.kill()) })
    expect(await answer).toBe(CAT)
  })

  test('gives up on a picture that kills two workers, and answers the next', async () => {
    const workers = new Workers({ classify: never }, { classify: never }, {})
    const page = client(workers)
    await page.start()
    const onStart = (): void => void setTimeout(() => workers.opened.at(-1)?.kill())
    const deadly = page.classify(picture, { onStart })
    const next = page.classify(new Blob(['next']))
    await expect(deadly).rejects.toMatchObject({ name: 'WorkerLost' })
    expect(await next).toBe(CAT)
  })

  test('gives up on a picture that takes too long, without a second try', async () => {
    const workers = new Workers({ classify: never }, {})
    const page = client(workers, { times: { worker: 1000, start: 1000, picture: 20, cancelled: 20 } })
    await page.start()
    await expect(page.classify(picture)).rejects.toMatchObject({ name: 'WorkerLost' })
    expect(await page.classify(new Blob(['next']))).toBe(CAT)
  })

  test('replaces a worker that dies while nothing is asked of it', async () => {
    const workers = new Workers()
    const page = client(workers)
    await page.start()
    workers.opened[0]?.kill()
    await expect.poll(() => workers.opened.length).toBe(2)
    expect(await page.classify(picture)).toBe(CAT)
  })
})

describe('the ladder', () => {
  const wrongWithThreads = async (threads: number): Promise<void> => {
    if (threads > 1) throw new WhatsitError('SelfTestFailed', 'logit 3 should be 5, is 4')
  }

  test('wrong numbers with threads: the next setting in a new worker, and About says both', async () => {
    const workers = new Workers({ load: wrongWithThreads })
    const page = client(workers)
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'ready', model: { threads: 1 } })
    expect(workers.opened.map(({ closed }) => closed)).toEqual([true, false])
    const { rows } = await page.deviceReport()
    const values = Object.fromEntries(rows.map(({ name, value }) => [name, value]))
    expect(values['Tried (1)']).toMatch(
      /^tiny on onnxruntime-web, 2 threads: failed \(SelfTestFailed: logit 3 .*\) in \d+ ms$/,
    )
    expect(values['Tried (2)']).toMatch(/^tiny on onnxruntime-web, 1 thread: passed its self-test/)
    expect(values['Chosen']).toBe('onnxruntime-web, 1 thread: more threads failed here')
  })

  test('a setting that failed is not tried again when the worker is replaced', async () => {
    const workers = new Workers({ load: wrongWithThreads })
    const page = client(workers)
    await page.start()
    workers.opened[1]?.kill()
    await expect.poll(() => page.modelState.stage).toBe('ready')
    expect(workers.opened).toHaveLength(3)
    expect(page.modelState).toMatchObject({ model: { threads: 1 } })
  })

  test('every setting gives wrong numbers: says so, and tries all of them again when asked', async () => {
    let wrong = true
    const load = async (): Promise<void> => {
      if (wrong) throw new WhatsitError('SelfTestFailed', 'logit 3 should be 5, is 4')
    }
    const workers = new Workers({ load })
    const page = client(workers)
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'failed', error: { name: 'SelfTestFailed' } })
    expect(workers.opened.map(({ closed }) => closed)).toEqual([true, true])
    wrong = false
    page.retry()
    await page.ready
    expect(page.modelState).toMatchObject({ model: { threads: 2 } })
  })

  test.each(['ModelUnreachable', 'ModelCorrupt', 'ModelUnsupported'] as const)(
    'after %s other threads are not tried',
    async (code) => {
      const workers = new Workers({ load: () => Promise.reject(new WhatsitError(code, 'no')) })
      const page = client(workers)
      await page.start()
      expect(page.modelState).toMatchObject({ stage: 'failed', error: { name: code } })
      expect(workers.opened.map(({ closed }) => closed)).toEqual([true])
    },
  )
})

describe('another model', () => {
  const byFolder = async (image: Blob): Promise<Classification> => ({ ...CAT, model: await image.text() })

  test('is loaded in a worker of its own, takes over once it is ready, and is remembered', async () => {
    let loaded = (): void => {}
    const load = (_: number, folder: string): Promise<void> =>
      folder === 'large' ? new Promise((resolve) => (loaded = resolve)) : Promise.resolve()
    const remembered = memory()
    const workers = new Workers({ load, classify: byFolder })
    const page = client(workers, { memory: remembered })
    await page.start()
    const used = page.use('large')
    await expect.poll(() => page.switchState).toEqual({ stage: 'starting', folder: 'large' })
    expect(await page.classify(picture)).toMatchObject({ model: 'picture' })
    expect(workers.opened.map(({ classified }) => classified.length)).toEqual([1, 0])
    loaded()
    await used
    expect(page.modelState).toMatchObject({ stage: 'ready', model: { id: 'large' } })
    expect(page.switchState).toBeUndefined()
    expect(page.model).toBe('large')
    expect(workers.opened.map(({ closed }) => closed)).toEqual([true, false])
    await page.classify(picture)
    expect(workers.opened[1]?.classified).toHaveLength(1)

    const nextVisit = client(new Workers(), { memory: remembered })
    await nextVisit.start()
    expect(nextVisit.model).toBe('large')
  })

  test('the picture under way is still answered by the one before', async () => {
    let answer = (_: Classification): void => {}
    const workers = new Workers({ classify: () => new Promise((resolve) => (answer = resolve)) }, {})
    const page = client(workers)
    await page.start()
    const underWay = page.classify(picture)
    const waiting = page.classify(picture)
    await page.use('large')
    expect(workers.opened[0]?.closed).toBe(false)
    answer({ ...CAT, model: 'before' })
    expect(await underWay).toMatchObject({ model: 'before' })
    expect(await waiting).toBe(CAT)
    expect(workers.opened.map(({ closed, classified }) => [closed, classified.length])).toEqual([
      [true, 1],
      [false, 1],
    ])
  })

  test.each(['ModelUnreachable', 'ModelCorrupt', 'SelfTestFailed', 'OutOfMemory', 'RuntimeFailed'] as const)(
    'fails with %s: says so, the last good one goes on and is what the next visit loads',
    async (code) => {
      const load = async (_: number, folder: string): Promise<void> => {
        if (folder === 'large') throw new WhatsitError(code, 'no')
      }
      const remembered = memory()
      const workers = new Workers({ load })
      const page = client(workers, { memory: remembered })
      await page.start()
      await expect(page.use('large')).rejects.toMatchObject({ name: code })
      expect(page.switchState).toMatchObject({ stage: 'failed', folder: 'large', error: { name: code } })
      expect(page.modelState).toMatchObject({ stage: 'ready', model: { id: 'tiny' } })
      expect(workers.opened.map(({ closed }) => closed).filter((closed) => !closed)).toEqual([false])
      expect(await page.classify(picture)).toBe(CAT)
      expect(workers.opened[0]?.classified).toHaveLength(1)
      expect(remembered.entries['model']).toBeUndefined()
      page.cancelSwitch()
      expect(page.switchState).toBeUndefined()
    },
  )

  test('is cancelled: its worker goes, nothing is said', async () => {
    const load = (_: number, folder: string): Promise<void> => (folder === 'large' ? never() : Promise.resolve())
    const workers = new Workers({ load })
    const page = client(workers)
    await page.start()
    const used = page.use('large')
    await expect.poll(() => page.switchState?.stage).toBe('starting')
    page.cancelSwitch()
    await expect(used).rejects.toMatchObject({ name: 'Cancelled' })
    expect(page.switchState).toBeUndefined()
    expect(workers.opened.map(({ closed }) => closed)).toEqual([false, true])
  })

  test('the worker that answers dies meanwhile: its model is loaded again, the other one goes on', async () => {
    let loaded = (): void => {}
    const load = (_: number, folder: string): Promise<void> =>
      folder === 'large' ? new Promise((resolve) => (loaded = resolve)) : Promise.resolve()
    const workers = new Workers({ load })
    const page = client(workers)
    await page.start()
    const used = page.use('large')
    await expect.poll(() => page.switchState?.stage).toBe('starting')
    workers.opened[0]?.kill()
    await expect.poll(() => workers.opened.length).toBe(3)
    await page.ready
    expect(page.model).toBe('tiny')
    loaded()
    await used
    expect(page.model).toBe('large')
    expect(workers.opened.map(({ closed }) => closed)).toEqual([true, false, true])
  })

  test('a chosen one that the site offers no more is ignored', async () => {
    const page = client(new Workers(), { memory: memory({ model: 'gone' }) })
    await page.start()
    expect(page.model).toBe('tiny')
  })

  test.each([
    ['stored', 0, 'ready'],
    ['not stored', 9, 'failed'],
  ] as const)('a chosen one is out of reach, and the default is %s', async (_, bytes, stage) => {
    const load = async (_: number, folder: string): Promise<void> => {
      if (folder === 'large') throw new WhatsitError('ModelUnreachable', 'no network')
    }
    const page = client(new Workers({ load, bytesToDownload: bytes }), { memory: memory({ model: 'large' }) })
    await page.start()
    expect(page.modelState.stage).toBe(stage)
    if (stage === 'ready') expect(page.switchState).toMatchObject({ stage: 'failed', folder: 'large' })
  })

  test('is loaded in place of one that failed, and remembered then', async () => {
    const load = async (_: number, folder: string): Promise<void> => {
      if (folder === 'tiny') throw new WhatsitError('SelfTestFailed', 'no')
    }
    const remembered = memory()
    const page = client(new Workers({ load }), { memory: remembered })
    await page.start()
    const answer = page.classify(picture)
    expect(page.modelState.stage).toBe('failed')
    await page.use('large')
    expect(await answer).toBe(CAT)
    expect(remembered.entries['model']).toBe('large')
  })

  test('one that the site does not offer is refused', async () => {
    const page = client(new Workers())
    await page.start()
    await expect(page.use('gone')).rejects.toMatchObject({ name: 'ModelUnreachable' })
  })
})

describe('the shelf', () => {
  test('describes what it can, and opens a worker for that only where none answers', async () => {
    const workers = new Workers({})
    const page = client(workers)
    await page.start()
    const shelf = { models: [{ folder: 'tiny', description: { name: 'Tiny' } }, { folder: 'large' }], storedBytes: 9 }
    expect(await page.shelf()).toMatchObject(shelf)
    expect(workers.opened).toHaveLength(1)

    const failing = new Workers({ load: () => Promise.reject(new WhatsitError('ModelCorrupt', 'no')) })
    const broken = client(failing)
    await broken.start()
    expect(await broken.shelf()).toMatchObject(shelf)
    expect(failing.opened.map(({ closed }) => closed)).toEqual([true, true])
  })

  test('removes a model, never the one in use, and forgets that it was chosen', async () => {
    const remembered = memory()
    const workers = new Workers()
    const page = client(workers, { memory: remembered })
    await page.start()
    await expect(page.remove('tiny')).rejects.toThrow('in use')
    remembered.write('model', 'large')
    await page.remove('large')
    expect(workers.opened[0]?.removed).toEqual(['large'])
    expect(remembered.entries['model']).toBe('tiny')
  })
})

test('remembers how long real answers took', async () => {
  const remembered = memory()
  const page = client(
    new Workers({ classify: async () => ({ ...CAT, timing: { decode: 50, preprocess: 5, run: 23 } }) }),
    {
      memory: remembered,
    },
  )
  await page.start()
  expect(page.speed('tiny')).toBeUndefined()
  await page.classify(picture)
  await expect.poll(() => page.speed('tiny')).toBe(23)
  expect(client(new Workers(), { memory: remembered }).speed('tiny')).toBe(23)
})
