import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hedgedAnswer } from './answer.ts'
import { groupScores, parseTaxonomy } from './taxonomy.ts'

const config = { model_type: 'mobilenet_v2', id2label: { '1': 'tiger cat', '0': 'tabby, tabby cat', '2': 'espresso' } }

describe('the labels of a config.json', () => {
  const taxonomy = parseTaxonomy(config)

  test('are in the order of their indices, the first name first', () => {
    expect(taxonomy.groups).toEqual([])
    expect(taxonomy.classes).toEqual([
      { wnid: '', label: 'tabby', group: -1, definition: '', synonyms: ['tabby cat'] },
      { wnid: '', label: 'tiger cat', group: -1, definition: '', synonyms: [] },
      { wnid: '', label: 'espresso', group: -1, definition: '', synonyms: [] },
    ])
  })

  test('of a shipped model are read as they stand', () => {
    const shipped = new URL('../../public/models/efficientnet-lite0/config.json', import.meta.url)
    expect(parseTaxonomy(JSON.parse(readFileSync(shipped, 'utf8'))).classes).toHaveLength(1000)
  })

  test('have no groups to score', () => {
    expect(groupScores(taxonomy, Float64Array.of(0.5, 0.25, 0.25))).toEqual(new Float64Array(0))
  })

  test.each([
    // scores -> the best class from the threshold on, and nothing else
    [[0.1, 0.75, 0.15], { name: 'tiger cat', score: 0.75, kind: 'class' }],
    [[0.1, 0.7, 0.2], { name: 'tiger cat', score: 0.7, kind: 'class' }],
    [[0.2, 0.69, 0.11], { name: 'Not sure', score: 0.69, kind: 'unsure' }],
    [[0.5, 0.5, 0], { name: 'Not sure', score: 0.5, kind: 'unsure' }],
  ])('%j', (scores, answer) => {
    expect(hedgedAnswer(taxonomy, Float64Array.from(scores), 0.7)).toEqual(answer)
  })

  test.each([
    ['a list', ['tabby'], 'id2label'],
    ['nothing in it', {}, 'id2label'],
    ['a gap', { '0': 'tabby', '2': 'espresso' }, 'id2label.1'],
    ['an index of -1', { '-1': 'background', '0': 'tabby' }, 'id2label.1'],
    ['a number for a name', { '0': 7 }, 'id2label.0'],
    ['a name of commas', { '0': ' , ' }, 'id2label.0'],
  ])('refuses %s', (_, id2label, where) => {
    expect(() => parseTaxonomy({ id2label })).toThrow(
      expect.objectContaining({
        name: 'ModelUnsupported',
        message: expect.stringContaining(`config.json: ${where} should be`),
      }),
    )
  })
})
