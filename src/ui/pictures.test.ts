import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ModelState } from '../client/model-state.ts'
import type { Classification } from '../core/classification.ts'
import { WhatsitError } from '../core/errors.ts'
import { type Picture, Pictures } from './pictures.ts'
import type { Answerer } from './surroundings.ts'

const cat: Classification = {
  answer: { name: 'cat', score: 0.97, kind: 'group' },
  path: [{ name: 'cat', score: 0.97 }],
  predictions: [{ index: 282, label: 'tiger cat (striped)', score: 0.43 }],
  timing: { decode: 3, preprocess: 2, run: 13 },
  model: 'efficientnet-lite0',
  size: { width: 451, height: 300 },
  crop: { left: 94, top: 18.75, width: 263.1, height: 262.5 },
}

const ready = (id: string) => ({ stage: 'ready', model: { id } }) as ModelState

/** Answers when told to, in any order. */
class Desk {
  modelState = ready('efficientnet-lite0')
  readonly calls: {
    image: Blob
    start: () => void
    answer: (by?: string) => void
    refuse: (error: unknown) => void
  }[] = []
  readonly classify: Answerer['classify'] = (image, options) =>
    new Promise((resolve, reject) => {
      options?.signal?.addEventListener('abort', () => reject(new WhatsitError('Cancelled', 'aborted')))
      const start = () => options?.onStart?.()
      this.calls.push({ image, start, answer: (by = cat.model) => resolve({ ...cat, model: by }), refuse: reject })
    })
}

const stages = (pictures: Pictures) => pictures.list.map(({ name, state }) => `${name} ${state.stage}`)
const file = (text: string) => new Blob([text])

describe('Pictures', () => {
  let desk: Desk
  let pictures: Pictures
  let settled: string[]

  beforeEach(() => {
    desk = new Desk()
    const client = desk as unknown as Answerer
    pictures = new Pictures({ client, previewOrientation: async () => 1 })
    settled = []
    pictures.addEventListener('settled', (event) => settled.push((event as CustomEvent<Picture>).detail.name))
  })

  test('a picture waits, works and is answered, on show from the first moment', async () => {
    const done = pictures.add([{ name: 'cat.jpg', image: file('a') }])
    expect(stages(pictures)).toEqual(['cat.jpg waiting'])
    expect(pictures.chosen?.preview).toMatch(/^blob:/)
    desk.calls[0]?.start()
    expect(stages(pictures)).toEqual(['cat.jpg working'])
    desk.calls[0]?.answer()
    await done
    expect(pictures.chosen?.state).toEqual({ stage: 'answered', classification: cat })
    expect(settled).toEqual(['cat.jpg'])
  })

  test('one that fails leaves the others alone', async () => {
    const done = pictures.add([
      { name: 'bad.jpg', image: file('') },
      { name: 'cat.jpg', image: file('a') },
      { name: 'late.jpg', image: file('b') },
    ])
    desk.calls[0]?.refuse(new WhatsitError('ImageEmpty', 'no bytes'))
    desk.calls[1]?.answer()
    desk.calls[2]?.refuse(new TypeError('a defect'))
    await done
    expect(stages(pictures)).toEqual(['bad.jpg failed', 'cat.jpg answered', 'late.jpg failed'])
    expect(pictures.chosen?.name).toBe('bad.jpg')
    expect(pictures.list.map(({ state }) => state.stage === 'failed' && state.error.name)).toEqual([
      'ImageEmpty',
      false,
      'Unexpected',
    ])
  })

  test('choosing shows an earlier one, and its state goes on', async () => {
    const first = pictures.add([{ name: 'one', image: file('1') }])
    const second = pictures.add([{ name: 'two', image: file('2') }])
    expect(pictures.chosen?.name).toBe('two')
    pictures.choose(1)
    desk.calls[1]?.answer()
    await second
    expect(pictures.chosen?.name).toBe('one')
    desk.calls[0]?.answer()
    await first
    expect(pictures.chosen?.state.stage).toBe('answered')
    pictures.choose(99)
    expect(pictures.chosen?.name).toBe('one')
  })

  test('each keeps the prediction that was chosen while it was on show', () => {
    pictures.choosePrediction(1)
    expect(pictures.chosen).toBeUndefined()
    void pictures.add([
      { name: 'one', image: file('1') },
      { name: 'two', image: file('2') },
    ])
    pictures.choosePrediction(3)
    pictures.choose(2)
    expect(pictures.chosen?.prediction).toBe(0)
    pictures.choosePrediction(1)
    expect(pictures.list.map(({ prediction }) => prediction)).toEqual([3, 1])
  })

  test('a picture that has to be fetched waits without a preview, and says why it did not come', async () => {
    const done = pictures.add([
      { name: 'there', image: async () => file('x') },
      { name: 'gone', image: () => Promise.reject(new WhatsitError('ImageUnreachable', '404')) },
    ])
    expect(pictures.chosen?.preview).toBeUndefined()
    await vi.waitFor(() => expect(desk.calls).toHaveLength(1))
    expect(pictures.chosen?.preview).toMatch(/^blob:/)
    desk.calls[0]?.answer()
    await done
    expect(stages(pictures)).toEqual(['there answered', 'gone failed'])
  })

  test('clear forgets all, frees their memory and takes waiting ones off the queue', async () => {
    const revoke = vi.spyOn(URL, 'revokeObjectURL')
    const done = pictures.add([{ name: 'a', image: file('a') }])
    const preview = pictures.chosen?.preview
    pictures.clear()
    await done
    expect(revoke).toHaveBeenCalledWith(preview)
    expect(pictures.list).toEqual([])
    expect(pictures.chosen).toBeUndefined()
    expect(settled).toEqual([])
    const again = pictures.add([{ name: 'b', image: file('b') }])
    desk.calls[1]?.answer()
    await again
    expect(stages(pictures)).toEqual(['b answered'])
  })

  test('clear stops a fetch under way, and nothing comes of it', async () => {
    let stopped = false
    const image = (signal: AbortSignal) =>
      new Promise<Blob>((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped = true
          reject(new WhatsitError('Cancelled', 'aborted'))
        })
      })
    const done = pictures.add([{ name: 'far.jpg', image }])
    pictures.clear()
    await done
    expect(stopped).toBe(true)
    expect(pictures.list).toEqual([])
    expect(settled).toEqual([])
    expect(desk.calls).toEqual([])
  })

  test('a preview that must be turned says so', async () => {
    const client = desk as unknown as Answerer
    const turned = new Pictures({ client, previewOrientation: async () => 6 })
    void turned.add([{ name: 'phone.webp', image: file('x') }])
    await vi.waitFor(() => expect(turned.chosen?.orientation).toBe(6))
  })

  test('nothing added changes nothing', async () => {
    await pictures.add([])
    expect(pictures.chosen).toBeUndefined()
  })

  describe('after a change of model', () => {
    const models = () =>
      pictures.list.map(({ state }) => (state.stage === 'answered' ? state.classification.model : state.stage))

    beforeEach(async () => {
      const done = pictures.add([
        { name: 'cat.jpg', image: file('a') },
        { name: 'rocket.jpg', image: file('b') },
      ])
      for (const call of desk.calls) call.answer()
      await done
      desk.modelState = ready('large')
    })

    test('the picture on show keeps its answer until the new model has one, the others until they are on show', async () => {
      const anew = pictures.answerAnew()
      expect(models()).toEqual(['efficientnet-lite0', 'efficientnet-lite0'])
      expect(desk.calls).toHaveLength(3)
      expect(await desk.calls[2]?.image.text()).toBe('a')
      desk.calls[2]?.answer('large')
      await anew
      expect(models()).toEqual(['large', 'efficientnet-lite0'])
      expect(settled).toEqual(['cat.jpg', 'rocket.jpg', 'cat.jpg'])
      await pictures.answerAnew()
      expect(desk.calls).toHaveLength(3)

      pictures.choose(pictures.list[1]?.id ?? 0)
      desk.calls[3]?.answer('large')
      await expect.poll(models).toEqual(['large', 'large'])
    })

    test('it is asked once at a time, and keeps its answer when there is no new one', async () => {
      const anew = pictures.answerAnew()
      await pictures.answerAnew()
      expect(desk.calls).toHaveLength(3)
      desk.calls[2]?.refuse(new WhatsitError('OutOfMemory', 'no'))
      await anew
      expect(models()).toEqual(['efficientnet-lite0', 'efficientnet-lite0'])
    })

    test('a third model that came meanwhile is asked next', async () => {
      const anew = pictures.answerAnew()
      desk.modelState = ready('largest')
      desk.calls[2]?.answer('large')
      await anew
      desk.calls[3]?.answer('largest')
      await expect.poll(models).toEqual(['largest', 'efficientnet-lite0'])
    })
  })
})
