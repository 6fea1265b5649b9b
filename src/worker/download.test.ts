import { afterEach, describe, expect, test, vi } from 'vitest'
import { download } from './download.ts'

const FILE = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)
const at = 'https://site.test/model.onnx'

/** A body that gives its bytes in pieces of 100 and may break off. */
function body(bytes: Uint8Array, breaksAfter = Number.POSITIVE_INFINITY): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      if (sent >= breaksAfter) return controller.error(new TypeError('network error'))
      if (sent >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(sent, sent + 100))
      sent += 100
    },
  })
}

type Step = (range: string | null) => Response

/** A server that answers the calls one after the other as told, the last answer for ever. */
function server(...steps: Step[]) {
  const ranges: (string | null)[] = []
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const range = new Headers(init?.headers).get('Range')
    const step = steps[Math.min(ranges.length, steps.length - 1)]
    ranges.push(range)
    if (!step) throw new TypeError('no network')
    return step(range)
  }
  return { fetch, ranges }
}

const whole: Step = () => new Response(body(FILE))
const cutAt =
  (bytes: number): Step =>
  () =>
    new Response(body(FILE, bytes))
const rest: Step = (range) => {
  const start = Number(/\d+/.exec(range ?? '')?.[0] ?? 0)
  const headers = { 'Content-Range': `bytes ${start}-999/1000` }
  return new Response(body(FILE.slice(start)), { status: 206, headers })
}
const status =
  (code: number, type = 'text/plain'): Step =>
  () =>
    new Response('no', { status: code, headers: { 'Content-Type': type } })

const options = { bytes: 1000, pausesMs: [0, 0, 0] }

afterEach(() => {
  vi.useRealTimers()
})

describe('download', () => {
  test('tells every byte on the way', async () => {
    const told: number[] = []
    const { fetch } = server(whole)
    expect(await download(at, { ...options, fetch, onProgress: (loaded) => told.push(loaded) })).toEqual(FILE)
    expect(told).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
  })

  test('goes on where a cut connection stopped', async () => {
    const { fetch, ranges } = server(cutAt(300), rest)
    expect(await download(at, { ...options, fetch })).toEqual(FILE)
    expect(ranges).toEqual([null, 'bytes=300-'])
  })

  test('starts again where the server knows no ranges', async () => {
    const { fetch, ranges } = server(cutAt(300), whole)
    expect(await download(at, { ...options, fetch })).toEqual(FILE)
    expect(ranges).toHaveLength(2)
  })

  test('asks again after a passing fault of the server', async () => {
    const { fetch, ranges } = server(status(503), status(500), whole)
    expect(await download(at, { ...options, fetch })).toEqual(FILE)
    expect(ranges).toHaveLength(3)
  })

  test('waits at the gate before the request and between chunks', async () => {
    let passed = 0
    const { fetch } = server(whole)
    const gate = async (): Promise<void> => void passed++
    await download(at, { ...options, fetch, gate })
    expect(passed).toBe(11)
  })

  test('asks for the rest only when the gate opens again', async () => {
    const { fetch, ranges } = server(cutAt(300), rest)
    let closed = false
    const waiting: (() => void)[] = []
    const gate = (): Promise<void> => (closed ? new Promise((open) => waiting.push(open)) : Promise.resolve())
    const onProgress = (loaded: number): void => {
      closed = loaded === 300
    }
    const file = download(at, { ...options, fetch, gate, onProgress })
    await expect.poll(() => waiting.length).toBe(1)
    waiting[0]?.()
    // The connection breaks here, and the next try waits too.
    await expect.poll(() => waiting.length).toBe(2)
    expect(ranges).toEqual([null])
    closed = false
    waiting[1]?.()
    expect(await file).toEqual(FILE)
    expect(ranges).toEqual([null, 'bytes=300-'])
  })

  test('gives up on a server that falls silent', async () => {
    vi.useFakeTimers()
    const fetch: typeof globalThis.fetch = (_, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
    const file = expect(download(at, { ...options, fetch })).rejects.toMatchObject({ name: 'ModelUnreachable' })
    await vi.advanceTimersByTimeAsync(4 * 31_000)
    await file
  })

  test.each([
    ['no network', 'ModelUnreachable', 4, []],
    ['a server that keeps failing', 'ModelUnreachable', 4, [status(500)]],
    ['a connection that always breaks', 'ModelUnreachable', 4, [cutAt(0)]],
    ['a file that is not there', 'ModelUnreachable', 1, [status(404)]],
    ['a page of HTML in its place', 'ModelCorrupt', 1, [status(200, 'text/html; charset=utf-8')]],
    ['a longer file', 'ModelCorrupt', 1, [() => new Response(body(new Uint8Array(1100)))]],
    ['a shorter file', 'ModelCorrupt', 2, [() => new Response(body(FILE.slice(0, 900))), status(416)]],
  ] as const)('gives up on %s: %s after %i tries', async (_, name, tries, steps) => {
    const { fetch, ranges } = server(...(steps as readonly Step[]))
    await expect(download(at, { ...options, fetch })).rejects.toMatchObject({ name })
    expect(ranges).toHaveLength(tries)
  })
})

test('lets go of an answer that it refuses, so that its connection is free', async () => {
  const signals: (AbortSignal | null | undefined)[] = []
  const fetch: typeof globalThis.fetch = async (_, init) => {
    signals.push(init?.signal)
    return new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })
  }
  await expect(download(at, { bytes: 1000, fetch })).rejects.toMatchObject({ name: 'ModelCorrupt' })
  expect(signals.map((signal) => signal?.aborted)).toEqual([true])
})
