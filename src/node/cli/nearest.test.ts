import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test.each([
  ['tpo', 'top'],
  ['jason', 'json'],
  ['modle', 'model'],
  ['jobz', 'jobs'],
  ['mod', 'model'],
  ['js', 'json'],
  ['toq', 'top'],
  ['cat', undefined],
  ['verbose', undefined],
  ['x', undefined],
])('%s: %s', (word, meant) => {
  expect(nearest(word, ['top', 'json', 'csv', 'model', 'models', 'jobs'])).toBe(meant)
})
