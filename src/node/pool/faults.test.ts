/** What becomes of the pictures when a thread dies, hangs or never starts, told by threads that do so on purpose. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BroadcastChannel } from 'node:worker_threads'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { ClassifierPool, PoolOptions } from './api.ts'
import { createPool, type PoolParts } from './pool.ts'

const SCRIPT = join(import.meta.dirname, '..', 'testing', 'faulty-thread.mjs')
const folder = mkdtempSync(join(tmpdir(), 'whatsit-pool-'))
const count = join(folder, 'count')
const channel = new BroadcastChannel('faulty-thread')

const OPTIONS: PoolOptions = {
  models: join(import.meta.dirname, '..', '..', '..', 'public', 'models'),
  engine: 'whatsit',
  concurrency: 1,
  queueLength: 3,
  maxPixels: 1e6,
  timeoutMs: 30_000,
}

let pool: ClassifierPool

afterEach(() => pool.terminate())
afterAll(() => {
  channel.close()
  rmSync(folder, { recursive: true })
})

/** @param starts  how the threads start, one word each; the last one for all that follow */
async function open(options: Partial<PoolOptions> = {}, starts = 'ready', startLimitMs = 30_000): Promise<void> {
  writeFileSync(count, '')
  const address = `${pathToFileURL(SCRIPT)}?${new URLSearchParams({ starts, count })}`
  // A script's own address loses what stands behind the path; that of a module which it imports does not.
  const script = new URL(`data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(address)}`)}`)
  const parts: PoolParts = { script, runtimeFiles: { mjs: '', wasm: '' }, startLimitMs }
  pool = await createPool({ ...OPTIONS, ...options }, parts)
}

const started = (): number => readFileSync(count, 'utf8').length

/** The name of the answer, or of the error. */
function ask(text: string, signal?: AbortSignal): Promise<string> {
  const bytes = Uint8Array.from(new TextEncoder().encode(text))
  return pool.classify(bytes, signal ? { signal } : {}).then(
    ({ answer }) => answer.name,
    (error: Error) => error.name,
  )
}

describe('the queue', () => {
  test('answers in the order of the calls', async () => {
    await open({ queueLength: 10 })
    const order: string[] = []
    await Promise.all(['a', 'b', 'fails ImageSvg', 'c'].map((text) => ask(text).then((name) => order.push(name))))
    expect(order).toEqual(['a', 'b', 'ImageSvg', 'c'])
  })

  test('refuses at once what is more than may wait, and takes pictures again when there is room', async () => {
    await open({ queueLength: 2 })
    await pool.ready
    const running = ask('hold')
    const waiting = [ask('a'), ask('b')]
    expect(pool.state).toMatchObject({ waiting: 2, running: 1, isFull: true, replaced: 0 })
    expect(await ask('c')).toBe('QueueFull')
    channel.postMessage('go on')
    expect(await Promise.all([running, ...waiting])).toEqual(['hold', 'a', 'b'])
    expect(await ask('d')).toBe('d')
  })

  test('takes what a thread is free for, where none may wait', async () => {
    await open({ queueLength: 0, concurrency: 2 })
    await pool.ready
    const running = [ask('hold'), ask('a')]
    expect(await ask('b')).toBe('QueueFull')
    channel.postMessage('go on')
    expect(await Promise.all(running)).toEqual(['hold', 'a'])
  })

  test('is full where none may wait and the thread is being replaced', async () => {
    await open({ queueLength: 0 })
    await pool.ready
    expect(await ask('dies')).toBe('WorkerLost')
    expect(pool.state.isFull).toBe(true)
    expect(await ask('a')).toBe('QueueFull')
  })

  test('takes pictures before the threads are there', async () => {
    await open()
    expect(await ask('a')).toBe('a')
  })

  test('gives a picture that is cancelled up, and its place to others', async () => {
    await open({ queueLength: 1 })
    await pool.ready
    const [runs, waits] = [new AbortController(), new AbortController()]
    const running = ask('hold', runs.signal)
    const waiting = ask('a', waits.signal)
    waits.abort()
    expect(await waiting).toBe('Cancelled')
    const next = ask('b')
    runs.abort()
    expect(await running).toBe('Cancelled')
    // Its thread still has it.
    expect(pool.state).toMatchObject({ waiting: 1, running: 1, isFull: true, replaced: 0 })
    channel.postMessage('go on')
    expect(await next).toBe('b')
    expect(started()).toBe(1)
    expect(await ask('c', AbortSignal.abort())).toBe('Cancelled')
  })

  test('passes on the model and how many predictions', async () => {
    await open()
    const asked = pool.classify(Uint8Array.of(97), { model: 'efficientnet-lite2', topK: 3 })
    expect(await asked).toMatchObject({ model: 'efficientnet-lite2', topK: 3 })
    expect(await pool.classify(Uint8Array.of(97))).toMatchObject({ model: 'efficientnet-lite0' })
    await expect(pool.classify(Uint8Array.of(97), { model: '../secrets' })).rejects.toMatchObject({
      name: 'ModelUnknown',
      message: 'There is no model ../secrets, only efficientnet-lite0, efficientnet-lite2',
    })
  })

  test("takes the caller's bytes at once, and copies what it cannot take", async () => {
    await open()
    const whole = Uint8Array.from([97, 98])
    const part = Uint8Array.from([120, 99, 100, 120]).subarray(1, 3)
    // A part of the memory that Node keeps for small Buffers.
    const small = Buffer.from('ef')
    const asked = [whole, part, small, whole].map((bytes) =>
      pool.classify(bytes).then(
        ({ answer }) => answer.name,
        (error: Error) => error.name,
      ),
    )
    expect([whole.length, part.length, small.toString()]).toEqual([0, 2, 'ef'])
    expect(await Promise.all(asked)).toEqual(['ab', 'cd', 'ef', 'ImageEmpty'])
    expect([part.length, small.toString()]).toEqual([2, 'ef'])
  })

  test('takes a limit that is longer than any timer for none', async () => {
    await open({ timeoutMs: 2 ** 40 })
    expect(await ask('a')).toBe('a')
  })
})

describe('a thread', () => {
  test.each([
    ['dies', 'WorkerLost'],
    ['throws', 'WorkerLost'],
    ['fails RunFailed', 'RunFailed'],
    ['fails OutOfMemory', 'OutOfMemory'],
    ['fails Nonsense', 'Unexpected'],
  ])('that %s is replaced, its picture is told %s, and the next ones are answered', async (text, name) => {
    await open()
    expect(await Promise.all([ask(text), ask('a'), ask('b')])).toEqual([name, 'a', 'b'])
    expect(pool.state).toMatchObject({ waiting: 0, running: 0, isFull: false, replaced: 1 })
    expect(started()).toBe(2)
  })

  test.each(['loops', 'silence'])('that hangs (%s) is replaced when the picture has had its time', async (text) => {
    // Long enough for a thread that answers, on any machine.
    await open({ timeoutMs: 1500 })
    expect(await Promise.all([ask(text), ask('a')])).toEqual(['TimedOut', 'a'])
    expect(pool.state.replaced).toBe(1)
  })

  test('that says why a picture cannot be answered goes on', async () => {
    await open()
    const texts = ['fails ImageSvg', 'fails ImageUndecodable', 'fails ModelCorrupt', 'a']
    const names = []
    for (const text of texts) names.push(await ask(text))
    expect(names).toEqual(['ImageSvg', 'ImageUndecodable', 'ModelCorrupt', 'a'])
    expect(started()).toBe(1)
  })

  test('that dies takes no other thread with it', async () => {
    await open({ concurrency: 2 })
    await pool.ready
    const held = ask('hold')
    expect(await ask('dies')).toBe('WorkerLost')
    channel.postMessage('go on')
    expect(await held).toBe('hold')
  })
})

describe('the start', () => {
  test('settles when every thread is ready', async () => {
    await open({ concurrency: 3, engine: 'ort' })
    expect(await pool.ready).toEqual({ engine: 'ort', refused: [] })
    expect(started()).toBe(3)
  })

  test('is tried again where a thread dies', async () => {
    await open({}, 'died,died,ready')
    expect(await ask('a')).toBe('a')
    expect((await pool.ready).engine).toBe('whatsit')
    expect(pool.state.replaced).toBe(2)
  })

  test.each([
    ['died', 'WorkerLost', 3],
    // A thread that tells why it cannot start would tell the same again.
    ['refused', 'ModelCorrupt', 1],
  ])('that fails for good (%s) fails all that waits, with its reason, and ends', async (starts, name, times) => {
    await open({}, starts)
    expect(await Promise.all([ask('a'), ask('b')])).toEqual([name, name])
    await expect(pool.ready).rejects.toMatchObject({ name })
    expect([started(), pool.state.waiting]).toEqual([times, 0])
  })

  test('that never comes counts as a death', async () => {
    await open({}, 'silent', 50)
    await expect(pool.ready).rejects.toMatchObject({
      name: 'RuntimeFailed',
      message: 'a thread did not start within 50 ms',
    })
    expect(pool.state.replaced).toBe(2)
  })

  test('is tried once more by each picture that comes after all threads gave up', async () => {
    await open({}, 'refused,refused,ready')
    await expect(pool.ready).rejects.toMatchObject({ name: 'ModelCorrupt' })
    expect([await ask('a'), await ask('b')]).toEqual(['ModelCorrupt', 'b'])
    expect(started()).toBe(3)
  })

  test('is told by the state: what answers, also while it is replaced, and why nothing does', async () => {
    await open({ queueLength: 5 }, 'ready,ready,refused,refused,ready')
    const facts = (): unknown[] => [pool.state.engine?.engine, pool.state.failure?.name]
    expect(facts()).toEqual([undefined, undefined])
    await pool.ready
    expect(facts()).toEqual(['whatsit', undefined])
    expect(await ask('dies')).toBe('WorkerLost')
    expect(facts()).toEqual(['whatsit', undefined])
    expect(await Promise.all([ask('dies'), ask('a')])).toEqual(['WorkerLost', 'ModelCorrupt'])
    expect(facts()).toEqual([undefined, 'ModelCorrupt'])
    expect(await ask('a')).toBe('ModelCorrupt')
    pool.tryAgain()
    // Not one more: the first is under way.
    pool.tryAgain()
    expect(await ask('a')).toBe('a')
    expect(facts()[0]).toBe('whatsit')
    expect(started()).toBe(5)
    await pool.terminate()
    pool.tryAgain()
    expect(started()).toBe(5)
  })

  test('of one thread after all gave up brings the others back', async () => {
    await open({ concurrency: 2 }, 'refused,refused,ready')
    await expect(pool.ready).rejects.toMatchObject({ name: 'ModelCorrupt' })
    // The second thread tells why only now, or has done so.
    expect(['ModelCorrupt', 'a']).toContain(await ask('a'))
    expect(await ask('b')).toBe('b')
    const held = ask('hold')
    expect(await ask('c')).toBe('c')
    channel.postMessage('go on')
    expect(await held).toBe('hold')
  })

  test('without a models folder is none', async () => {
    await expect(open({ models: folder })).rejects.toMatchObject({ name: 'ModelUnreachable' })
  })
})

describe('the end', () => {
  test('answers what waits and runs, and takes no more', async () => {
    await open()
    const asked = [ask('dies'), ask('a'), ask('b')]
    const closed = pool.close()
    expect(await ask('c')).toBe('Cancelled')
    expect(await Promise.all(asked)).toEqual(['WorkerLost', 'a', 'b'])
    await closed
    expect(pool.state).toMatchObject({ waiting: 0, running: 0 })
  })

  test('of a pool that has nothing to do comes at once', async () => {
    await open()
    await pool.ready
    // However often it is asked for.
    await Promise.all([pool.close(), pool.close()])
    await pool.close()
    expect(await ask('a')).toBe('Cancelled')
  })

  test('at once cancels what waits and runs, also a thread that never returns', async () => {
    await open()
    await pool.ready
    const asked = [ask('loops'), ask('a')]
    await pool.terminate()
    expect(await Promise.all(asked)).toEqual(['Cancelled', 'Cancelled'])
  })

  test('at once ends what ends slowly, too', async () => {
    await open()
    await pool.ready
    const asked = ask('silence')
    const closed = pool.close()
    await pool.terminate()
    expect(await asked).toBe('Cancelled')
    await closed
  })

  test('before the start leaves nobody waiting', async () => {
    await open({}, 'silent')
    const asked = ask('a')
    await pool.terminate()
    expect(await asked).toBe('Cancelled')
    await expect(pool.ready).rejects.toMatchObject({ name: 'Cancelled' })
  })

  test.each(['died', 'refused'])('of a pool whose threads do not start (%s) comes too', async (starts) => {
    await open({}, starts)
    const asked = ask('a')
    await pool.close()
    expect(await asked).not.toBe('a')
  })
})
