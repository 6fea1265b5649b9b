import { afterEach, describe, expect, test, vi } from 'vitest'
import { threadsWatched } from './threads-watched.ts'

const SCRIPT = 'https://site.test/runtime.mjs'

/** The workers that were started. */
let started: FakeWorker[] = []

class FakeWorker extends EventTarget {
  terminated = false
  readonly name: string
  readonly script: string

  constructor(script: string, { name = '' }: WorkerOptions) {
    super()
    this.script = script
    this.name = name
    started.push(this)
  }

  terminate(): void {
    this.terminated = true
  }
}

function withWorkers(): void {
  started = []
  vi.stubGlobal('Worker', FakeWorker)
}

afterEach(() => vi.unstubAllGlobals())

describe('a threaded start', () => {
  test('that goes well gives what it gives, and leaves no worker behind', async () => {
    withWorkers()
    expect(await threadsWatched(SCRIPT, Promise.resolve(4))).toBe(4)
    expect(started).toMatchObject([{ script: SCRIPT, terminated: true }])
  })

  test('whose threads the browser refuses fails, though the runtime waits for ever', async () => {
    withWorkers()
    const start = threadsWatched(SCRIPT, new Promise(() => {}))
    started[0]?.dispatchEvent(new Event('error', { cancelable: true }))
    await expect(start).rejects.toMatchObject({ name: 'RuntimeFailed' })
    expect(started).toMatchObject([{ terminated: true }])
  })

  test('that fails by itself fails with its own error', async () => {
    withWorkers()
    await expect(threadsWatched(SCRIPT, Promise.reject(new Error('its own')))).rejects.toThrow('its own')
    expect(started).toMatchObject([{ terminated: true }])
  })

  test('is left to itself where workers cannot start workers', async () => {
    vi.stubGlobal('Worker', undefined)
    expect(await threadsWatched(SCRIPT, Promise.resolve(1))).toBe(1)
  })

  test('is watched by a worker that is no thread of the runtime', async () => {
    withWorkers()
    await threadsWatched(SCRIPT, Promise.resolve(4))
    expect(started[0]?.name).not.toMatch(/^em-pthread/)
  })
})
