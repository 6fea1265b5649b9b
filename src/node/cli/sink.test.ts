import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { sinkOf } from './sink.ts'

test('what is written arrives, and is waited for', async () => {
  const stream = new PassThrough()
  const sink = sinkOf(stream, {}, () => {})
  await sink.write('a line\n')
  expect(stream.read().toString()).toBe('a line\n')
})

test('a reader that has gone is told once, and what is written after that is lost in silence', async () => {
  const gone: string[] = []
  const stream = new Writable({
    autoDestroy: false,
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  })
  const sink = sinkOf(stream, {}, (code) => gone.push(code))
  await sink.write('one')
  await new Promise((resolve) => setImmediate(resolve))
  await sink.write('two')
  expect(gone).toEqual(['EPIPE'])
})

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{}, {}, false],
])('%j with %j has colours: %s', (target, env, hasColours) => {
  expect(sinkOf(Object.assign(new PassThrough(), target), env, () => {}).hasColours).toBe(hasColours)
})

test('columns are those of now, and 80 where nobody knows', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 0 })
  const sink = sinkOf(stream, {}, () => {})
  expect(sink.columns).toBe(80)
  stream.columns = 120
  expect(sink.columns).toBe(120)
})
