import { expect, test } from 'vitest'
import type { LibraryClassifier } from './library-classifier.ts'
import { SharedClassifiers } from './shared-classifiers.ts'

/** Names of those that were disposed of. */
function setUp() {
  const ended: string[] = []
  const shared = new SharedClassifiers(({ model = 'default', assetsUrl = 'beside' }) => {
    const classifier = { dispose: () => ended.push(`${model} ${String(assetsUrl)}`) }
    return classifier as unknown as LibraryClassifier
  })
  return { ended, shared }
}

test('who wants the same gets the same, and the last one ends it', () => {
  const { ended, shared } = setUp()
  const first = shared.take({ model: 'a' })
  expect(shared.take({ model: 'a', saveData: true })).toBe(first)
  shared.release(first)
  expect(ended).toEqual([])
  shared.release(first)
  expect(ended).toEqual(['a beside'])
  expect(shared.take({ model: 'a' })).not.toBe(first)
})

test.each([
  [{ model: 'a' }, { model: 'b' }],
  [{}, { model: 'a' }],
  [{}, { assetsUrl: '/whatsit/' }],
])('%j and %j are two', (one, other) => {
  const { ended, shared } = setUp()
  const first = shared.take(one)
  const second = shared.take(other)
  expect(second).not.toBe(first)
  shared.release(second)
  expect(ended).toHaveLength(1)
})

test('one that does not open is nobody’s: the next one who wants it is told why too', () => {
  const shared = new SharedClassifiers(() => {
    throw new Error('elsewhere')
  })
  expect(() => shared.take({})).toThrow('elsewhere')
  expect(() => shared.take({})).toThrow('elsewhere')
})
