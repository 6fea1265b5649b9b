import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HeldBytes } from './held-bytes.ts'
import { bodyPieces, wholeBody } from './read-body.ts'

const held = new HeldBytes(1_000_000)

/** A stream that stands for a request, whose chunks are as they are written. */
function body(limits: { maxBytes?: number; idleMs?: number; totalMs?: number; signal?: AbortSignal } = {}) {
  const stream = new PassThrough({ highWaterMark: 10_000_000 })
  const options = {
    maxBytes: 1000,
    idleMs: 5000,
    totalMs: 60_000,
    hold: held.hold(),
    signal: new AbortController().signal,
    ...limits,
  }
  return { stream, incoming: stream as unknown as IncomingMessage, options }
}

describe('reading', () => {
  test('the whole, in memory of its own', async () => {
    const { stream, incoming, options } = body()
    stream.write('one ')
    stream.write('two ')
    stream.end('three')
    const bytes = await wholeBody(incoming, options)
    expect(Buffer.from(bytes).toString()).toBe('one two three')
    expect(bytes.buffer.byteLength).toBe(bytes.length)
    expect(held.now).toBe(13)
    options.hold.end()
    expect(held.now).toBe(0)
  })

  test('nothing', async () => {
    const { stream, incoming, options } = body()
    stream.end()
    expect(await wholeBody(incoming, options)).toHaveLength(0)
  })

  test('many chunks of a byte become few pieces', async () => {
    const { stream, incoming, options } = body({ maxBytes: 10_000 })
    for (let byte = 0; byte < 5000; byte++) stream.write('x')
    stream.end()
    let pieces = 0
    let bytes = 0
    for await (const piece of bodyPieces(incoming, options)) {
      pieces++
      bytes += piece.length
    }
    options.hold.end()
    expect(bytes).toBe(5000)
    expect(pieces).toBeLessThan(10)
  })

  test('more than is taken', async () => {
    const { stream, incoming, options } = body()
    stream.end('x'.repeat(1001))
    await expect(wholeBody(incoming, options)).rejects.toMatchObject({ name: 'BodyTooLarge' })
    options.hold.end()
  })

  test('more than all requests together may hold', async () => {
    const other = held.hold()
    other.add(999_990)
    const { stream, incoming, options } = body()
    stream.end('x'.repeat(100))
    await expect(wholeBody(incoming, options)).rejects.toMatchObject({ name: 'MemoryFull' })
    options.hold.end()
    other.end()
    expect(held.now).toBe(0)
  })

  test('a connection that ends within', async () => {
    const { stream, incoming, options } = body()
    stream.write('one')
    const whole = wholeBody(incoming, options)
    stream.destroy()
    await expect(whole).rejects.toMatchObject({ name: 'BodyCut' })
    options.hold.end()
  })

  test('a signal, also one that has fired before', async () => {
    const controller = new AbortController()
    for (const when of ['while', 'before']) {
      const { stream, incoming, options } = body({ signal: controller.signal })
      stream.write('one')
      const whole = wholeBody(incoming, options)
      if (when === 'while') controller.abort(new Error('the reason'))
      await expect(whole).rejects.toThrow('the reason')
      expect(stream.listenerCount('data')).toBe(0)
      options.hold.end()
    }
  })
})

describe('time', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('what has come is passed on after a pause', async () => {
    const { stream, incoming, options } = body()
    stream.write('one')
    const pieces = bodyPieces(incoming, options)
    const piece = pieces.next()
    await vi.advanceTimersByTimeAsync(1000)
    expect(Buffer.from((await piece).value ?? []).toString()).toBe('one')
    stream.end('two')
    expect(Buffer.from((await pieces.next()).value ?? []).toString()).toBe('two')
    options.hold.end()
  })

  test('silence', async () => {
    const { incoming, options } = body({ idleMs: 5000 })
    const whole = wholeBody(incoming, options)
    const refused = expect(whole).rejects.toMatchObject({ name: 'BodySlow' })
    await vi.advanceTimersByTimeAsync(5100)
    await refused
  })

  test('a byte now and then', async () => {
    const { stream, incoming, options } = body({ idleMs: 5000, totalMs: 60_000 })
    const whole = wholeBody(incoming, options)
    const refused = expect(whole).rejects.toMatchObject({ name: 'BodySlow' })
    for (let seconds = 0; seconds < 64; seconds += 4) {
      stream.write('x')
      await vi.advanceTimersByTimeAsync(4000)
    }
    await refused
    options.hold.end()
  })
})
