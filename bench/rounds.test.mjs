import { expect, test } from 'vitest'
import { inTurn } from './rounds.mjs'

test.each([
  [0, ['a', 'b', 'c']],
  [1, ['c', 'b', 'a']],
  [2, ['b', 'c', 'a']],
  [3, ['a', 'c', 'b']],
  [4, ['c', 'a', 'b']],
  [5, ['b', 'a', 'c']],
  [6, ['a', 'b', 'c']],
])('round %i', (round, order) => {
  expect(inTurn(['a', 'b', 'c'], round)).toEqual(order)
})

test.each([2, 3, 6])('of %i everybody begins and ends equally often', (count) => {
  const all = Array.from({ length: count }, (_, one) => one)
  const rounds = Array.from({ length: 2 * count }, (_, round) => inTurn(all, round))
  const often = (/** @type {(round: number[]) => number | undefined} */ pick) =>
    all.map((one) => rounds.filter((round) => pick(round) === one).length)
  expect(often((round) => round[0])).toEqual(all.map(() => 2))
  expect(often((round) => round.at(-1))).toEqual(all.map(() => 2))
})

test('nothing in turn is nothing', () => {
  expect(inTurn([], 3)).toEqual([])
})
