import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Classification } from '../core/classification.ts'
import { WhatsitError } from '../core/errors.ts'
import type { LoadStep } from '../worker/api.ts'
import { CAT, client, never, Workers } from './scripted-workers.ts'

vi.stubGlobal('__BUILD__', 'b1')

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
    const page = client(new Workers({ load }), {
      times: { worker: 1000, start: 20, picture: 1000, cancelled: 20, quiet: 1 },
    })
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'ready', model: { threads: 1 } })
  })

  test.each([
    ['a worker that never opens its threads is given up', 'opening', 1],
    ['a network that takes its time after that is waited for', 'opened', 2],
  ] as const)('%s', async (_, last, threads) => {
    const load = async (asked: number, _folder: string, tell: (step: LoadStep) => void): Promise<void> => {
      tell({ stage: 'opening' })
      tell({ stage: last })
      if (asked === 1) return
      await (last === 'opening' ? never() : new Promise((resume) => setTimeout(resume, 60)))
    }
    const page = client(new Workers({ load }), {
      times: { worker: 1000, start: 20, picture: 1000, cancelled: 20, quiet: 1 },
    })
    await page.start()
    expect(page.modelState).toMatchObject({ stage: 'ready', model: { threads } })
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

  test.each([
    ['a failure', true, 'failed'],
    ['success', false, 'ready'],
  ])('progress that is told after %s changes nothing', async (_, fails, stage) => {
    let late = (): void => {}
    const load = async (_threads: number, _folder: string, tell: (step: LoadStep) => void): Promise<void> => {
      late = () => tell({ stage: 'downloading', loaded: 1, total: 9 })
      if (fails) throw new WhatsitError('ModelUnreachable', 'no network')
    }
    const page = client(new Workers({ load }))
    await page.start()
    late()
    expect(page.modelState.stage).toBe(stage)
  })

  test('says so when the worker never says a word, and starts it after a retry', async () => {
    const workers = new Workers({ build: never() }, {})
    const page = client(workers, { times: { worker: 20, start: 1000, picture: 1000, cancelled: 20, quiet: 1 } })
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

  test('tells the worker which eight pictures follow, as they come, go and are cancelled', async () => {
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
    const answers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((size) => {
      return page.classify(new Blob(['.'.repeat(size)]), size === 3 ? { signal: abort.signal } : {})
    })
    expect(told.splice(0)).toEqual([
      'classify 1',
      'expect 2',
      'expect 2,3',
      'expect 2,3,4',
      'expect 2,3,4,5',
      'expect 2,3,4,5,6',
      'expect 2,3,4,5,6,7',
      'expect 2,3,4,5,6,7,8',
      'expect 2,3,4,5,6,7,8,9',
    ])
    abort.abort()
    await expect(answers[2]).rejects.toMatchObject({ name: 'Cancelled' })
    expect(told.splice(0)).toEqual(['expect 2,4,5,6,7,8,9,10'])
    for (const [before, settled] of [answers[0], answers[1], ...answers.slice(3)].entries()) {
      await expect.poll(() => workers.opened[0]?.classified.length, { interval: 1 }).toBe(before + 1)
      answer()
      await settled
    }
    await page.idle
    expect(told).toEqual([
      'classify 2',
      'expect 4,5,6,7,8,9,10,11',
      ...[4, 5, 6, 7, 8, 9, 10].flatMap((size) => {
        return [`classify ${size}`, `expect ${[5, 6, 7, 8, 9, 10, 11].filter((next) => next > size).join()}`]
      }),
      'classify 11',
      'expect ',
    ])
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

  const hasty = { times: { worker: 1000, start: 1000, picture: 20, cancelled: 20, quiet: 1 } }

  test('tries a picture that takes too long once more, on the next setting', async () => {
    const tried: number[] = []
    const load = async (threads: number) => void tried.push(threads)
    const page = client(new Workers({ load, classify: never }, { load }), hasty)
    await page.start()
    expect(await page.classify(picture)).toBe(CAT)
    expect(tried).toEqual([2, 1])
  })

  test('gives up on a picture that takes too long twice, and answers the next', async () => {
    const hangs = (image: Blob) => (image === picture ? never<Classification>() : Promise.resolve(CAT))
    const page = client(new Workers({ classify: hangs }), hasty)
    await page.start()
    await expect(page.classify(picture)).rejects.toMatchObject({ name: 'WorkerLost' })
    expect(await page.classify(new Blob(['next']))).toBe(CAT)
  })

  test('tries a picture whose run fails once more, on the next setting', async () => {
    const tried: number[] = []
    const load = async (threads: number) => void tried.push(threads)
    const classify = () => Promise.reject(new WhatsitError('RunFailed', 'a thread stopped'))
    const page = client(new Workers({ load, classify }, { load }))
    await page.start()
    expect(await page.classify(picture)).toBe(CAT)
    expect(tried).toEqual([2, 1])
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

describe('closing', () => {
  const cancelled = expect.objectContaining({ name: 'Cancelled' })

  test('ends the worker, refuses what it had and what waits, at once', async () => {
    const workers = new Workers({ classify: never })
    const page = client(workers)
    await page.start()
    const answers = [page.classify(picture), page.classify(picture)]
    page.close()
    expect(await Promise.allSettled(answers)).toEqual([
      { status: 'rejected', reason: cancelled },
      { status: 'rejected', reason: cancelled },
    ])
    await page.idle
    expect(workers.opened.map(({ closed }) => closed)).toEqual([true])
  })

  test('ends a start that is under way, and starts nothing anew', async () => {
    const workers = new Workers({ load: never })
    const page = client(workers)
    const waiting = page.classify(picture)
    const starting = page.start()
    page.close()
    await starting
    await expect(waiting).rejects.toEqual(cancelled)
    await expect(page.classify(picture)).rejects.toEqual(cancelled)
    expect(workers.opened.map(({ closed }) => closed)).toEqual([true])
    expect(page.modelState.stage).not.toBe('failed')
  })
})

test('a page that names its models itself is asked for no list', async () => {
  const page = client(new Workers({ models: never }), { index: { format: 1, default: 'large', models: ['large'] } })
  await page.start()
  expect(page.models).toEqual(['large'])
  expect(page.model).toBe('large')
})
