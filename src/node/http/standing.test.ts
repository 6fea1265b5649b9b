import { once } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { Standing } from './standing.ts'

const standing = (): Standing => new Standing({ ready: Promise.resolve({ engine: 'whatsit', refused: [] }) })
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
