import { describe, expect, test } from 'vitest'
import { distance, kindsOf, scoresByIndex, summary, topOf } from './compare.mjs'

test('scoresByIndex puts predictions into the order of the classes', () => {
  const predictions = [
    { index: 2, score: 0.7 },
    { index: 0, score: 0.2 },
    { index: 1, score: 0.1 },
  ]
  expect(scoresByIndex(predictions)).toEqual([0.2, 0.1, 0.7])
  expect(scoresByIndex(predictions.slice(0, 2))).toEqual([0.2, Number.NaN, 0.7])
})

test('topOf gives the first of equal ones', () => {
  expect(topOf([0.1, 0.4, 0.4, 0.1])).toBe(1)
})

describe('distance', () => {
  test.each([
    { one: [0.5, 0.25, 0.25], other: [0.5, 0.25, 0.25], sameTop: true, largest: 0 },
    // Not of the first class: of any.
    { one: [0.5, 0.25, 0.25], other: [0.5, 0.375, 0.125], sameTop: true, largest: 0.125 },
    { one: [0.5, 0.375, 0.125], other: [0.25, 0.625, 0.125], sameTop: false, largest: 0.25 },
    { one: [0.5, 0.5], other: [0.5, 0.25, 0.25], sameTop: false, largest: 1 },
    { one: [0.5, Number.NaN], other: [0.5, 0.5], sameTop: true, largest: 1 },
    { one: [], other: [], sameTop: false, largest: 1 },
  ])('$one and $other', ({ one, other, sameTop, largest }) => {
    expect(distance({ scores: one }, { scores: other })).toEqual({ sameTop, largest })
  })

  test('takes the first class as told, where rounding made it equal to another', () => {
    expect(distance({ scores: [0.5, 0.5], top: 1 }, { scores: [0.4, 0.6] })).toMatchObject({ sameTop: true })
  })
})

const apart = (/** @type {number} */ largest, sameTop = true) => ({ sameTop, largest })
const compared = [
  { file: 'a.jpg', kind: 'JPEG', lossless: false, pagePython: apart(0.5) },
  { file: 'b.png', kind: 'noise', lossless: true, pagePython: apart(0.1), nodePython: apart(0, false) },
  { file: 'c.png', kind: 'text', lossless: true, pagePython: apart(0.2, false), nodePython: apart(0.3) },
]

test('summary counts what has both sides, and names the picture that differs most', () => {
  expect(summary(compared, 'pagePython')).toEqual({ count: 3, sameTop: 2, largest: 0.5, file: 'a.jpg' })
  expect(summary(compared, 'nodePython')).toEqual({ count: 2, sameTop: 1, largest: 0.3, file: 'c.png' })
  expect(summary(compared, 'pageNode')).toEqual({ count: 0, sameTop: 0, largest: 0, file: '' })
})

test('kindsOf names each kind once, lossless ones first', () => {
  expect(kindsOf([...compared, ...compared])).toEqual(['noise', 'text', 'JPEG'])
})
