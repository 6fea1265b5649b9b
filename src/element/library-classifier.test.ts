import { describe, expect, test, vi } from 'vitest'
import { CAT, never, outsideOf, Workers } from '../client/scripted-workers.ts'
import { WhatsitError } from '../core/errors.ts'
import { LibraryClassifier } from './library-classifier.ts'

vi.stubGlobal('__BUILD__', 'b1')

const picture = new Blob(['picture'])
const cancelled = expect.objectContaining({ name: 'Cancelled' })

function library(workers: Workers): LibraryClassifier {
  return new LibraryClassifier('https://shop.test/whatsit/models/', outsideOf(workers, { threads: 1, engine: 'auto' }))
}

describe('a picture', () => {
  test('starts the classifier and is answered', async () => {
    const workers = new Workers()
    const classifier = library(workers)
    expect(await classifier.classify(picture, { topK: 3 })).toBe(CAT)
    await classifier.classify(picture)
    expect(workers.opened).toHaveLength(1)
  })

  test('is refused with the error of a model that does not come; the next one tries again', async () => {
    let reachable = false
    const load = async (): Promise<void> => {
      if (!reachable) throw new WhatsitError('ModelUnreachable', 'no network')
    }
    const classifier = library(new Workers({ load }))
    const answers = [classifier.classify(picture), classifier.classify(picture)]
    for (const answer of answers) await expect(answer).rejects.toMatchObject({ name: 'ModelUnreachable' })
    reachable = true
    expect(await classifier.classify(picture)).toBe(CAT)
  })

  test('is refused with Cancelled when its signal fires, before and after', async () => {
    const classifier = library(new Workers({ classify: never }))
    const abort = new AbortController()
    const answer = classifier.classify(picture, { signal: abort.signal })
    abort.abort()
    await expect(answer).rejects.toEqual(cancelled)
    await expect(classifier.classify(picture, { signal: abort.signal })).rejects.toEqual(cancelled)
  })

  test('that is cancelled already starts nothing', async () => {
    const workers = new Workers()
    await expect(library(workers).classify(picture, { signal: AbortSignal.abort() })).rejects.toEqual(cancelled)
    expect(workers.opened).toEqual([])
  })
})

test.each([['cat.jpg'], [5], [null], [{ size: 1 }]])('%j is no picture, and starts nothing', async (picture) => {
  const workers = new Workers()
  const classify = library(workers).classify(picture as unknown as Blob)
  await expect(classify).rejects.toThrow(/^A picture has to be a Blob or a File/)
  expect(workers.opened).toEqual([])
})

describe('ready', () => {
  test('gives the model', async () => {
    expect(await library(new Workers()).ready()).toMatchObject({ id: 'tiny', threads: 1 })
  })

  test('is refused with why there is none', async () => {
    await expect(library(new Workers({ build: 'b2' })).ready()).rejects.toMatchObject({ name: 'VersionMismatch' })
  })

  test.each([
    ['its signal fires', (abort: AbortController, _: LibraryClassifier) => abort.abort()],
    ['it is disposed of', (_: AbortController, classifier: LibraryClassifier) => classifier.dispose()],
  ])('is refused with Cancelled when %s', async (_, end) => {
    const abort = new AbortController()
    const classifier = library(new Workers({ load: never }))
    const ready = classifier.ready({ signal: abort.signal })
    end(abort, classifier)
    await expect(ready).rejects.toEqual(cancelled)
  })
})

test('dispose ends the worker and refuses what it had, and what comes later', async () => {
  const workers = new Workers({ classify: never })
  const classifier = library(workers)
  await classifier.ready()
  const answers = [classifier.classify(picture), classifier.classify(picture)]
  classifier.dispose()
  for (const answer of answers) await expect(answer).rejects.toEqual(cancelled)
  await expect(classifier.classify(picture)).rejects.toEqual(cancelled)
  expect(workers.opened.map(({ closed }) => closed)).toEqual([true])
})
