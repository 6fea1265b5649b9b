import { describe, expect, test } from 'vitest'
import type { Answer } from '../core/classification.ts'
import { answerLine, certainty, headline, sentence } from './answer-text.ts'

describe('the answer in words', () => {
  test.each<[Answer, string, string, string]>([
    [{ name: 'cat', score: 0.967, kind: 'group' }, 'Cat', '97 % sure', 'Cat, 97 % sure'],
    [{ name: 'espresso', score: 0.998, kind: 'class' }, 'Espresso', '> 99 % sure', 'Espresso, > 99 % sure'],
    [{ name: 'éclair', score: 0.7, kind: 'class' }, 'Éclair', '70 % sure', 'Éclair, 70 % sure'],
    [{ name: 'lens cap', score: 0.21, kind: 'unsure' }, 'Not sure', 'The best guesses are', 'Not sure'],
  ])('%o', (answer, head, below, line) => {
    expect(headline(answer)).toBe(head)
    expect(certainty(answer)).toBe(below)
    expect(answerLine(answer)).toBe(line)
  })
})

test.each([
  ['a domestic cat of Egypt', 'A domestic cat of Egypt.'],
  ['a flat container for a letter, thin package, etc.', 'A flat container for a letter, thin package, etc.'],
])('%s, as a sentence', (definition, text) => {
  expect(sentence(definition)).toBe(text)
})
