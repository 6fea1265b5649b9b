import { describe, expect, test, vi } from 'vitest'
import { WhatsitError } from '../core/errors.ts'
import type { LoadedModel, LoadStep } from '../worker/api.ts'
import { referenceWish } from './reference-wish.ts'
import { client, memory, Workers } from './scripted-workers.ts'

vi.stubGlobal('__BUILD__', 'b1')
vi.stubGlobal('__VERSION__', '0.0.0')
vi.stubGlobal('navigator', { userAgent: 'a test', hardwareConcurrency: 2 })

const CHECKED = 'Checked against onnxruntime-web'
const OURS = { engine: 'whatsit', kept: 'stored' } as const

test.each([
  [OURS, { saveData: false, foundStored: true }, 'reserve'],
  [OURS, { saveData: false, foundStored: false }, 'next-visit'],
  [OURS, { saveData: true, foundStored: true }, 'saves-data'],
  [{ ...OURS, kept: 'no-storage' }, { saveData: false, foundStored: false }, 'keeps-nothing'],
  [{ ...OURS, kept: 'storage-refused' }, { saveData: false, foundStored: false }, 'keeps-nothing'],
  [{ ...OURS, engine: 'ort' }, { saveData: false, foundStored: false }, 'answers'],
  [{ ...OURS, engine: 'ort' }, { saveData: true, foundStored: true }, 'answers'],
] as const)('%j on %j: %s', (model, visit, wish) => {
  expect(referenceWish(model, visit)).toBe(wish)
})

describe('a visit', () => {
  /** A worker as it is when the model is stored (0 bytes) or not, on our own engine unless the reference is asked for. */
  const worker = (downloaded: number | ((folder: string) => number), others: Partial<LoadedModel> = {}) => ({
    loaded: ({ engine }: Pick<LoadedModel, 'engine'>, folder: string): Partial<LoadedModel> => ({
      ...OURS,
      engine,
      downloaded: typeof downloaded === 'number' ? downloaded : downloaded(folder),
      ...others,
    }),
  })
  const visit = (workers: Workers) => client(workers, { engine: 'auto' })
  const checked = async (page: ReturnType<typeof client>): Promise<string | undefined> =>
    (await page.deviceReport()).rows.find(({ name }) => name === CHECKED)?.value

  test.each([
    ['that downloads its model', worker(9), 'next-visit', 'not yet: your next visit fetches it for that'],
    ['that finds it stored', worker(0), 'reserve', 'not yet: once it is here and nothing else goes on'],
    ['whose storage is full', worker(9, { kept: 'storage-refused' }), 'keeps-nothing', /^no: nothing is kept here/],
    ['on which only onnxruntime-web can answer', worker(9, { engine: 'ort' }), 'answers', undefined],
  ])('%s', async (_, script, wish, says) => {
    const page = visit(new Workers(script))
    expect(page.reference).toBeUndefined()
    await page.start()
    expect(page.reference).toBe(wish)
    if (says === undefined) expect(await checked(page)).toBeUndefined()
    else expect(await checked(page)).toMatch(says)
  })

  test('on Save-Data says why nothing is compared', async () => {
    const page = client(new Workers({ ...worker(0), bytesToDownload: 0 }), { engine: 'auto', saveData: true })
    await page.start()
    expect(page.reference).toBe('saves-data')
    expect(await checked(page)).toBe('no: your browser is set to save data')
  })

  test('stays the first one when a second setting finds stored what the first one brought', async () => {
    const load = async (threads: number, _: string, tell: (step: LoadStep) => void): Promise<void> => {
      if (threads === 1) return
      tell({ stage: 'downloading', loaded: 9, total: 9 })
      throw new WhatsitError('RuntimeFailed', 'no shared memory')
    }
    const page = visit(new Workers({ ...worker(0), load }))
    await page.start()
    expect(page.modelState).toMatchObject({ model: { threads: 1, downloaded: 0 } })
    expect(page.reference).toBe('next-visit')
  })

  test('stays the first one when its worker is replaced and the model comes from the store', async () => {
    const workers = new Workers(worker(9), worker(0))
    const page = visit(workers)
    await page.start()
    workers.opened[0]?.kill()
    await expect.poll(() => workers.opened.length).toBe(2)
    await page.ready
    expect(page.modelState).toMatchObject({ model: { downloaded: 0 } })
    expect(page.reference).toBe('next-visit')
  })

  test('that goes over to onnxruntime-web needs it from then on', async () => {
    const workers = new Workers(worker(9), worker(0, { engine: 'ort' }))
    const page = visit(workers)
    await page.start()
    workers.opened[0]?.kill()
    await expect.poll(() => workers.opened.length).toBe(2)
    await page.ready
    expect(page.reference).toBe('answers')
  })

  test('that found its model stored may compare another one that comes now', async () => {
    const page = visit(new Workers(worker((folder) => (folder === 'large' ? 9 : 0))))
    await page.start()
    await page.use('large')
    expect(page.modelState).toMatchObject({ model: { id: 'large', downloaded: 9 } })
    expect(page.reference).toBe('reserve')
  })

  test('on which a comparison is allowed, since its files are here, does not promise it to the next one', async () => {
    const remembered = memory()
    const page = client(new Workers(worker(9)), { engine: 'auto', memory: remembered })
    await page.start()
    const compared = page.checkEngine()
    expect(await checked(page)).toBe('not yet: once it is here and nothing else goes on')
    await compared
    expect(await checked(page)).toBe('largest difference 0.00000')
    const next = client(new Workers(worker(0)), { engine: 'auto', memory: remembered })
    await next.start()
    expect(await checked(next)).toBe('largest difference 0.00000')
  })
})
