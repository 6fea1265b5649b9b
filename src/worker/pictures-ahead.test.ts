import { describe, expect, test } from 'vitest'
import type { PreprocessConfig } from '../core/manifest.ts'
import type { PreparedPicture } from '../core/prepared.ts'
import { type AheadThread, PicturesAhead } from './pictures-ahead.ts'
import { type Expectation, FIRST_WORD, type Preparation } from './prepare-ahead.ts'

const CONFIG = { shortestEdge: 256 } as unknown as PreprocessConfig

/** A thread that does what the test says. */
class ScriptedThread implements AheadThread {
  readonly told: string[] = []
  terminated = false
  readonly #events = new EventTarget()

  postMessage({ preprocess, pictures, beside }: Expectation): void {
    expect(preprocess).toBe(CONFIG)
    this.told.push(pictures.map(({ ticket }) => ticket).join() + (beside > 0 ? ` beside ${beside}` : ''))
  }
  addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    this.#events.addEventListener(type, listener)
  }
  terminate(): void {
    this.terminated = true
  }

  begins(): void {
    this.#events.dispatchEvent(Object.assign(new Event('message'), { data: FIRST_WORD }))
  }
  tells(ticket: number, picture?: PreparedPicture): void {
    const data: Preparation = { ticket, ...(picture && { picture }) }
    this.#events.dispatchEvent(Object.assign(new Event('message'), { data }))
  }
  fails(): void {
    this.#events.dispatchEvent(new Event('error'))
  }
}

const named = (...tickets: number[]) => tickets.map((ticket) => ({ ticket, image: new Blob([String(ticket)]) }))

const prepared = (width: number): PreparedPicture => ({
  input: new Float32Array(3),
  size: { width, height: 1 },
  timing: { decode: 1, preprocess: 2 },
})

/** A thread that was told of these. */
function expecting(...tickets: number[]) {
  const thread = new ScriptedThread()
  const ahead = new PicturesAhead(() => thread)
  thread.begins()
  ahead.expect(named(...tickets), CONFIG)
  return { ahead, thread }
}

describe('the thread', () => {
  test('is told of a picture whose turn has come until it is there, before the others', async () => {
    const { ahead, thread } = expecting(2, 3)
    const second = ahead.take(2)
    ahead.expect(named(3, 4), CONFIG)
    thread.tells(2, prepared(20))
    ahead.expect(named(3, 4, 5), CONFIG)
    expect(thread.told).toEqual(['2,3', '2,3,4', '3,4,5'])
    expect((await second)?.size.width).toBe(20)
  })

  test('is told what a picture takes that is prepared elsewhere', () => {
    const { ahead, thread } = expecting(2)
    ahead.beside(40)
    ahead.expect(named(2, 3), CONFIG)
    ahead.beside(0)
    expect(thread.told).toEqual(['2', '2 beside 40', '2,3 beside 40', '2,3'])
  })

  test('gets no picture before it has said a word', async () => {
    const thread = new ScriptedThread()
    const ahead = new PicturesAhead(() => thread)
    ahead.expect(named(2, 3), CONFIG)
    expect(await ahead.take(2)).toBeUndefined()
    thread.begins()
    ahead.expect(named(3, 4), CONFIG)
    expect(thread.told).toEqual(['3,4'])
  })

  test('is not told again of what it has prepared', () => {
    const { ahead, thread } = expecting(2, 3)
    thread.tells(2, prepared(20))
    ahead.expect(named(2, 3, 4), CONFIG)
    expect(thread.told).toEqual(['2,3', '3,4'])
  })
})

describe('a picture', () => {
  test('is given when it is there, whether its turn comes before or after', async () => {
    const { ahead, thread } = expecting(2, 3)
    thread.tells(3, prepared(30))
    const second = ahead.take(2)
    thread.tells(2, prepared(20))
    expect((await second)?.size.width).toBe(20)
    expect((await ahead.take(3))?.size.width).toBe(30)
  })

  test('is given once', async () => {
    const { ahead, thread } = expecting(2)
    thread.tells(2, prepared(20))
    await ahead.take(2)
    expect(await ahead.take(2)).toBeUndefined()
  })

  test('that could not be prepared, was not named or has no ticket is left to its turn', async () => {
    const { ahead, thread } = expecting(2)
    thread.tells(2)
    expect(await ahead.take(2)).toBeUndefined()
    expect(await ahead.take(7)).toBeUndefined()
    expect(await ahead.take(undefined)).toBeUndefined()
  })

  test('that is named no more is forgotten, and what the thread still tells of it', async () => {
    const { ahead, thread } = expecting(2, 3)
    ahead.expect(named(3), CONFIG)
    thread.tells(2, prepared(20))
    expect(await ahead.take(2)).toBeUndefined()
    expect(thread.told).toEqual(['2,3', '3'])
  })
})

test('it is at work while a picture is to be prepared whose turn has not come', () => {
  const { ahead, thread } = expecting(2, 3)
  const steps = [ahead.working]
  void ahead.take(2)
  thread.tells(3, prepared(30))
  // The engine waits for the second, and has all cores once it is there.
  steps.push(ahead.working)
  ahead.expect(named(3, 4), CONFIG)
  steps.push(ahead.working)
  expect(steps).toEqual([true, false, true])
})

describe('a thread that fails', () => {
  test('leaves every picture to its turn', async () => {
    const { ahead, thread } = expecting(2, 3)
    const second = ahead.take(2)
    thread.fails()
    expect(await second).toBeUndefined()
    expect(await ahead.take(3)).toBeUndefined()
    ahead.expect(named(4), CONFIG)
    expect(await ahead.take(4)).toBeUndefined()
    expect(ahead.working).toBe(false)
    expect({ terminated: thread.terminated, told: thread.told }).toEqual({ terminated: true, told: ['2,3'] })
  })

  test('to start is no worse', async () => {
    const ahead = new PicturesAhead(() => {
      throw new DOMException('no workers here', 'SecurityError')
    })
    ahead.expect(named(2), CONFIG)
    expect(await ahead.take(2)).toBeUndefined()
    expect(ahead.working).toBe(false)
  })
})
