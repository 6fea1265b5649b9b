import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { inOrder } from './in-order.ts'

async function* numbers(count: number, onPull: (n: number) => void = () => {}): AsyncGenerator<number> {
  for (let n = 0; n < count; n++) {
    onPull(n)
    yield n
  }
}

const never = new AbortController().signal

async function all<T>(answers: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const answer of answers) list.push(answer)
  return list
}

/** Answers that come when the test says. */
function gate() {
  const open = new Map<number, () => void>()
  const ask = (n: number): Promise<number> => new Promise((resolve) => open.set(n, () => resolve(n)))
  return { ask, open, asked: () => [...open.keys()] }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('answers come in the order of the questions, whichever is ready first', async () => {
  const { ask, open } = gate()
  const answers = all(inOrder(numbers(3), { atOnce: 3, ahead: 3, signal: never }, ask))
  await settled()
  for (const n of [2, 0, 1]) {
    open.get(n)?.()
    await settled()
  }
  expect(await answers).toEqual([0, 1, 2])
})

test('no more than atOnce are asked at the same time', async () => {
  let running = 0
  let most = 0
  const ask = async (n: number): Promise<number> => {
    most = Math.max(most, ++running)
    await settled()
    running--
    return n
  }
  expect(await all(inOrder(numbers(50), { atOnce: 4, ahead: 16, signal: never }, ask))).toHaveLength(50)
  expect(most).toBe(4)
})

test('a slow one at the front lets the others go on, up to `ahead` of them', async () => {
  const { ask, open, asked } = gate()
  const answers = all(inOrder(numbers(20), { atOnce: 2, ahead: 6, signal: never }, ask))
  for (let n = 1; n < 6; n++) {
    await settled()
    open.get(n)?.()
  }
  await settled()
  expect(asked()).toEqual([0, 1, 2, 3, 4, 5])
  for (let n = 0; n < 20; n++) {
    open.get(n)?.()
    await settled()
  }
  expect(await answers).toHaveLength(20)
})

test('while nobody reads the answers no more questions are fetched than there is room for', async () => {
  const { ask, open } = gate()
  let pulled = 0
  const source = numbers(1_000_000, () => pulled++)
  const answers = inOrder(source, { atOnce: 2, ahead: 4, signal: never }, ask)
  const first = answers.next()
  await settled()
  open.get(0)?.()
  expect((await first).value).toBe(0)
  for (const answer of open.values()) answer()
  await settled()
  // One runs, one has come for the place that is free.
  expect(pulled).toBe(3)
})

test('after the signal nothing more is asked, and what was asked is answered', async () => {
  const { ask, open, asked } = gate()
  const controller = new AbortController()
  const answers = all(inOrder(numbers(10), { atOnce: 3, ahead: 9, signal: controller.signal }, ask))
  await settled()
  controller.abort()
  for (const n of asked()) open.get(n)?.()
  expect(await answers).toEqual([0, 1, 2])
})

test('an answer does not wait for a question that is slow to come, and neither does the signal', async () => {
  const source = (async function* () {
    yield 7
    await new Promise(() => {})
  })()
  const controller = new AbortController()
  const options = { atOnce: 2, ahead: 4, signal: controller.signal }
  const answers = inOrder(source, options, (n) => Promise.resolve(n))
  expect(await answers.next()).toEqual({ done: false, value: 7 })
  const end = answers.next()
  controller.abort()
  expect(await end).toEqual({ done: true, value: undefined })
})

test('who stops listening ends the source', async () => {
  let isEnded = false
  const source = (async function* () {
    try {
      yield 1
      yield 2
    } finally {
      isEnded = true
    }
  })()
  for await (const _ of inOrder(source, { atOnce: 1, ahead: 1, signal: never }, (n) => Promise.resolve(n))) break
  expect(isEnded).toBe(true)
})

test('nothing is kept of a question that was answered', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const questions: WeakRef<object>[] = []
  const source = (async function* () {
    for (let n = 0; n < 20; n++) {
      const question = {}
      questions.push(new WeakRef(question))
      yield question
    }
    await new Promise(() => {})
  })()
  const controller = new AbortController()
  const answers = inOrder(source, { atOnce: 2, ahead: 4, signal: controller.signal }, async () => {})
  for (let n = 0; n < 20; n++) await answers.next()
  await settled()
  collect()
  // The last one is still the generator's own.
  expect(questions.slice(0, -1).filter((question) => question.deref() !== undefined)).toEqual([])
  controller.abort()
  await answers.return(undefined)
})
