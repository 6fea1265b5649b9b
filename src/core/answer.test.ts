import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hedgedAnswer, hedgedPath } from './answer.ts'
import type { Answer } from './classification.ts'
import { patternLogits } from './pattern.ts'
import { softmax, topK } from './postprocess.ts'
import { parseTaxonomy } from './taxonomy.ts'

const thing = ['thing', -1, '', 1]
const animal = ['animal', 0, '', 0]
const cat = ['cat', 1, '', 0]
const taxonomy = parseTaxonomy({
  format: 1,
  groups: [thing, animal, cat, ['drink', 0, '', 0]],
  classes: [
    ['', 'tabby cat', 2, '', ''],
    ['', 'Persian cat', 2, '', ''],
    ['', 'dog', 1, '', ''],
    ['', 'espresso', 3, '', ''],
  ],
})

describe('hedgedAnswer', () => {
  test.each([
    // tabby, Persian, dog, espresso
    { scores: [0.8, 0.1, 0.05, 0.05], answer: { name: 'tabby cat', score: 0.8, kind: 'class' } },
    { scores: [0.5, 0.375, 0.0625, 0.0625], answer: { name: 'cat', score: 0.875, kind: 'group' } },
    { scores: [0.25, 0.25, 0.375, 0.125], answer: { name: 'animal', score: 0.875, kind: 'group' } },
    { scores: [0.25, 0.125, 0.125, 0.5], answer: { name: 'Not sure', score: 0.5, kind: 'unsure' } },
    { scores: [0, 0, 0.25, 0.75], answer: { name: 'espresso', score: 0.75, kind: 'class' } },
    { scores: [0.5, 0.25, 0.25, 0], answer: { name: 'cat', score: 0.75, kind: 'group' } },
    // Rounding: the sum is below 1, and nothing passes a threshold of 1.
    { scores: [0.1, 0.2, 0.3, 0.3], threshold: 1, answer: { name: 'Not sure', score: 0.3, kind: 'unsure' } },
    // Rounding: the sum is above 1, and no score is.
    { scores: [0.7, 0.3 + 2e-16, 0, 0], threshold: 0.9, answer: { name: 'cat', score: 1, kind: 'group' } },
  ])('$scores', ({ scores, threshold = 0.75, answer }) => {
    expect(hedgedAnswer(taxonomy, Float64Array.from(scores), threshold)).toEqual(answer)
  })

  test('a class that passes beats a group of higher number', () => {
    const tree = parseTaxonomy({
      format: 1,
      groups: [thing, animal, cat],
      classes: [
        ['', 'dog', 1, '', ''],
        ['', 'tabby cat', 2, '', ''],
      ],
    })
    expect(hedgedAnswer(tree, Float64Array.of(0.75, 0.25), 0.75)).toEqual({ name: 'dog', score: 0.75, kind: 'class' })
  })
})

describe('hedgedPath', () => {
  test.each([
    // tabby, Persian, dog, espresso; every score a sum of powers of two, so exact.
    {
      scores: [0.75, 0.125, 0.0625, 0.0625],
      path: [
        { name: 'tabby cat', score: 0.75 },
        { name: 'cat', score: 0.875 },
        { name: 'animal', score: 0.9375 },
      ],
    },
    {
      scores: [0.5, 0.375, 0.0625, 0.0625],
      path: [
        { name: 'cat', score: 0.875 },
        { name: 'animal', score: 0.9375 },
      ],
    },
    { scores: [0.25, 0.25, 0.375, 0.125], path: [{ name: 'animal', score: 0.875 }] },
    {
      scores: [0, 0, 0.125, 0.875],
      path: [
        { name: 'espresso', score: 0.875 },
        { name: 'drink', score: 0.875 },
      ],
    },
    { scores: [0.25, 0.125, 0.125, 0.5], path: [] },
    // Rounding: the sum is above 1, and no score is.
    {
      scores: [0.7, 0.3 + 2e-16, 0, 0],
      path: [
        { name: 'cat', score: 1 },
        { name: 'animal', score: 1 },
      ],
    },
  ])('$scores', ({ scores, path }) => {
    expect(hedgedPath(taxonomy, Float64Array.from(scores), 0.75)).toEqual(path)
  })

  test('leaves out vague groups, also between others, and ends where there are no groups', () => {
    const tree = parseTaxonomy({
      format: 1,
      groups: [
        ['place', -1, '', 0],
        ['thing', 0, '', 1],
        ['coast', 1, '', 0],
      ],
      classes: [['', 'cliff', 2, '', '']],
    })
    const names = (of: typeof tree): string[] => hedgedPath(of, Float64Array.of(1), 0.75).map(({ name }) => name)
    expect(names(tree)).toEqual(['cliff', 'coast', 'place'])
    expect(names({ groups: [], classes: tree.classes.map((one) => ({ ...one, group: -1 })) })).toEqual(['cliff'])
  })
})

interface Case {
  name: string
  picture?: string
  seed: number
  spread: number
  /** All logits are this, instead of the pattern. */
  base?: number
  add?: [number, number][]
  set?: [number, number][]
  temperature: number
  threshold: number
  /** Index and score of the first five. */
  predictions: [number, number][]
  answer: Answer
}

describe('scores, first five and answer as Python gives them', () => {
  const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
  const shipped = parseTaxonomy(read('../../public/models/imagenet-1k/labels.json'))
  const { cases } = read('./goldens/answers.json') as { cases: Case[] }
  const networks = (read('./goldens/logits.json') as { cases: { name: string; logits: number[] }[] }).cases

  function logitsOf({ picture, seed, spread, base, add = [], set = [] }: Case): Float32Array {
    if (picture !== undefined) {
      return Float32Array.from(networks.find(({ name }) => name === picture)?.logits ?? [])
    }
    const made = base === undefined ? patternLogits(1000, seed, spread) : new Float32Array(1000).fill(base)
    for (const [index, value] of add) made[index] = (made[index] ?? 0) + value
    for (const [index, value] of set) made[index] = value
    return made
  }

  test.each(cases)('$name', (golden) => {
    const scores = softmax(logitsOf(golden), golden.temperature)
    expect(topK(scores, 5)).toEqual(golden.predictions.map(([index]) => index))
    for (const [index, score] of golden.predictions) expect(Math.abs((scores[index] ?? 9) - score)).toBeLessThan(1e-6)
    const answer = hedgedAnswer(shipped, scores, golden.threshold)
    expect({ name: answer.name, kind: answer.kind }).toEqual({ name: golden.answer.name, kind: golden.answer.kind })
    expect(Math.abs(answer.score - golden.answer.score)).toBeLessThan(1e-6)
  })
})
