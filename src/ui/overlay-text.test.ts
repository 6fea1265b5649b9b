import { describe, expect, test } from 'vitest'
import type { Classification } from '../core/classification.ts'
import { lookedText, mapOf, overlayText, sawText } from './overlay-text.ts'

const lynx = { index: 287, width: 2, height: 2, values: [0, 0, 0, 9] }
const cats: Classification = {
  answer: { name: 'cat', score: 0.9, kind: 'group' },
  path: [{ name: 'cat', score: 0.9 }],
  predictions: [
    { index: 282, label: 'tiger cat (striped)', score: 0.6 },
    { index: 287, label: 'lynx', score: 0.3 },
  ],
  timing: { decode: 3, preprocess: 2, run: 13 },
  model: 'efficientnet-lite0',
  size: { width: 400, height: 200 },
  crop: { left: 112.5, top: 12.5, width: 175, height: 175 },
  activationMaps: [lynx],
}

describe('where it looked', () => {
  test('names the prediction and the place', () => {
    expect(lookedText(cats, 1)).toBe('Where it looked for lynx: mostly the lower right')
    expect(mapOf(cats, 1)).toBe(lynx)
  })

  test.each([
    ['a prediction without a map', cats, 0],
    ['no such prediction', cats, 2],
  ])('is empty for %s', (_, classification, at) => {
    expect(lookedText(classification, at)).toBe('')
    expect(mapOf(classification, at)).toBeUndefined()
  })

  test('is empty for a model without maps', () => {
    const { activationMaps: _, ...without } = cats
    expect(lookedText(without, 1)).toBe('')
  })
})

test.each([
  [400, 200, 175, 'What it saw: the middle 38 % of the picture'],
  [200, 200, 175, 'What it saw: the middle 77 % of the picture'],
  [4000, 10, 8.75, 'What it saw: the middle < 1 % of the picture'],
  [224, 224, 224, 'What it saw: the whole picture'],
])('of %i x %i a square of %d: %s', (width, height, edge, text) => {
  const crop = { left: (width - edge) / 2, top: (height - edge) / 2, width: edge, height: edge }
  expect(sawText({ ...cats, size: { width, height }, crop })).toBe(text)
})

test.each([
  [false, false, 0, ''],
  [true, false, 0, 'What it saw: the middle 38 % of the picture'],
  [false, true, 1, 'Where it looked for lynx: mostly the lower right'],
  [false, true, 0, ''],
  [true, true, 1, 'What it saw: the middle 38 % of the picture. Where it looked for lynx: mostly the lower right'],
])('saw %s, looked %s, prediction %i: "%s"', (saw, looked, at, text) => {
  expect(overlayText(cats, at, { saw, looked, strength: 1 })).toBe(text)
})
