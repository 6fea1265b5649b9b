import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { RequestLine } from './request-log.ts'
import { requestLog, writeWithoutReaders } from './server-log.ts'

const line = (path: string): RequestLine => ({
  time: '2026-01-01T00:00:00.000Z',
  method: 'GET',
  path,
  status: 200,
  ms: 1,
  bytes: 2,
  received: 3,
})

test('a line of JSON for each request', () => {
  const written: string[] = []
  const log = requestLog((text, done) => {
    written.push(text)
    done()
  })
  log(line('/one'))
  log(line('/two'))
  expect(written.map((text) => JSON.parse(text))).toEqual([line('/one'), line('/two')])
  expect(written.every((text) => text.endsWith('}\n'))).toBe(true)
})

test('where nobody reads lines are lost, and come again once somebody does', () => {
  const written: string[] = []
  const taken: (() => void)[] = []
  const log = requestLog((text, done) => {
    written.push(text)
    taken.push(done)
  })
  const path = `/${'x'.repeat(10_000)}`
  for (let count = 0; count < 1000; count++) log(line(path))
  const kept = written.length
  expect(written.join('').length).toBeLessThan(1.1 * 1024 * 1024)
  for (const done of taken) done()
  log(line('/later'))
  expect(written.slice(kept)).toEqual([expect.stringContaining('/later')])
})

test('a reader that has gone is no error', async () => {
  const stream = new Writable({
    autoDestroy: false,
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  })
  writeWithoutReaders([stream])
  const told = await new Promise((resolve) => stream.write('one', resolve))
  expect(told).toMatchObject({ code: 'EPIPE' })
})
