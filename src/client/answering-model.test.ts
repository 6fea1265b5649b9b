import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Classification } from '../core/classification.ts'
import { WhatsitError } from '../core/errors.ts'
import { CAT, client, memory, never, Workers } from './scripted-workers.ts'

vi.stubGlobal('__BUILD__', 'b1')
vi.stubGlobal('__VERSION__', '0.0.0')
vi.stubGlobal('navigator', { userAgent: 'a test', hardwareConcurrency: 2 })

let picture: Blob
beforeEach(() => {
  picture = new Blob(['picture'])
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
    // What cannot be asked for now has its name from the site's list.
    const models = [
      { folder: 'tiny', description: { name: 'Tiny' } },
      { folder: 'large', name: 'Large' },
    ]
    const shelf = { models, storedBytes: 9 }
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
