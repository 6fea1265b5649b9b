import { expect, test } from 'vitest'
import { browserMemory, type Memory } from './memory.ts'
import { Speeds } from './speeds.ts'

function memory(value?: unknown): Memory {
  let stored = value
  return {
    read: () => stored,
    write: (_, next) => {
      stored = JSON.parse(JSON.stringify(next))
    },
  }
}

test('is the median of the latest nine runs, and remembered', () => {
  const shared = memory()
  const speeds = new Speeds(shared, 'b1')
  expect(speeds.median('tiny')).toBeUndefined()
  for (const ms of [900, 21, 23, 22]) speeds.add('tiny', ms)
  speeds.add('large', 60)
  expect(speeds.median('tiny')).toBe(23)
  for (let run = 0; run < 9; run++) speeds.add('tiny', 40)
  const nextVisit = new Speeds(shared, 'b1')
  expect([nextVisit.median('tiny'), nextVisit.count('tiny')]).toEqual([40, 9])
  expect([nextVisit.median('large'), nextVisit.count('large')]).toEqual([60, 1])
})

test('another build measures anew', () => {
  const shared = memory()
  new Speeds(shared, 'b1').add('tiny', 20)
  expect(new Speeds(shared, 'b2').median('tiny')).toBeUndefined()
})

test.each([
  ['nothing', undefined],
  ['a text', 'fast'],
  ['no runs', { build: 'b1' }],
  ['runs that are none', { build: 'b1', runs: { tiny: 'fast', large: [-1, 'x', null, 0] } }],
])('what is stored is %s', (_, value) => {
  const speeds = new Speeds(memory(value), 'b1')
  expect([speeds.median('tiny'), speeds.median('large')]).toEqual([undefined, undefined])
})

test('a browser that forbids storage forgets, and harms nobody', () => {
  const forbidden = browserMemory('https://a.example/', () => {
    throw new DOMException('no', 'SecurityError')
  })
  forbidden.write('model', 'tiny')
  expect(forbidden.read('model')).toBeUndefined()
})

test('two sites on one host remember apart, and what is no JSON counts as nothing', () => {
  const entries = new Map<string, string>()
  const storage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => entries.set(key, value),
  } as unknown as Storage
  const [one, two] = ['https://a.example/', 'https://a.example/b/'].map((site) => browserMemory(site, () => storage))
  one?.write('model', 'tiny')
  expect([one?.read('model'), two?.read('model')]).toEqual(['tiny', undefined])
  for (const key of entries.keys()) entries.set(key, '{')
  expect(one?.read('model')).toBeUndefined()
})
