import { once } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { WhatsitError } from '../../core/errors.ts'
import type { PoolOptions } from '../pool/api.ts'
import { ScriptedPool } from '../testing/scripted-pool.ts'
import { Standing } from './standing.ts'

const OPTIONS: PoolOptions = {
  models: '',
  engine: 'auto',
  concurrency: 1,
  queueLength: 1,
  maxPixels: 1,
  timeoutMs: 1,
}
const standing = (): Standing => new Standing(new ScriptedPool(OPTIONS, { atOnce: true }))
const pending = (): ServerResponse => {
  const socket = new Socket()
  const outgoing = new ServerResponse(new IncomingMessage(socket))
  outgoing.assignSocket(socket)
  return outgoing
}
const pause = (): Promise<string> => new Promise((resolve) => setImmediate(() => resolve('waits')))
const ended = (end: Promise<void>): Promise<string> => Promise.race([end.then(() => 'ended'), pause()])

describe('an end', () => {
  test('waits for what is under way', async () => {
    const here = standing()
    const outgoing = pending()
    here.enter(outgoing)
    const end = here.end()
    expect(await ended(end)).toBe('waits')
    outgoing.socket?.destroy()
    await end
  })

  test('does not wait for a client that had gone before its request came to a route', async () => {
    const here = standing()
    const outgoing = pending()
    outgoing.socket?.destroy()
    await once(outgoing, 'close')
    here.enter(outgoing)
    expect(await ended(here.end())).toBe('ended')
  })
})

test('the reader of a body whose client has gone is over at once', async () => {
  const reason = new Error('gone')
  const reader = standing().reader(AbortSignal.abort(reason))
  expect(reader.signal.reason).toBe(reason)
})

test.each([
  ['not before its time', Number.POSITIVE_INFINITY, 1],
  ['each time when that has passed', 0, 3],
] as const)('where every thread gave up, one more start is asked for %s', async (_, retryMs, tries) => {
  const pool = new ScriptedPool(OPTIONS, { atOnce: true })
  const here = new Standing(pool, retryMs)
  pool.giveUp(new WhatsitError('SelfTestFailed', 'scripted'))
  expect(() => here.requireReady()).toThrow('being loaded')
  await pause()
  for (let asked = 0; asked < 3; asked++) expect(() => here.requireReady()).toThrow('scripted')
  expect(pool.tries).toBe(tries)
  await here.end()
  expect(() => here.requireReady()).toThrow('No more')
  expect(pool.tries).toBe(tries)
})
