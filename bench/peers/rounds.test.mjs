import { expect, test } from 'vitest'
import { inTurn } from './rounds.mjs'

test.each([
  [0, ['a', 'b', 'c']],
  [1, ['a', 'c', 'b']],
  [2, ['c', 'a', 'b']],
  [3, ['c', 'b', 'a']],
  [4, ['b', 'c', 'a']],
  [5, ['b', 'a', 'c']],
])('round %i', (round, order) => {
  expect(inTurn(['a', 'b', 'c'], round)).toEqual(order)
})

test('nothing in turn is nothing', () => {
  expect(inTurn([], 3)).toEqual([])
})
