import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { groupScores, parseTaxonomy } from './taxonomy.ts'

const shipped = new URL('../../public/models/imagenet-1k/labels.json', import.meta.url)

const small = {
  format: 1,
  groups: [
    ['thing', -1, '', 1],
    ['animal', 0, 'n00015388', 0],
    ['cat', 1, 'n02121620', 0],
  ],
  classes: [
    ['n02123045', 'tabby cat', 2, 'a cat with a striped coat', 'tabby|tabby cat'],
    ['n02123394', 'Persian cat', 2, 'a long-haired cat', ''],
    ['n02084071', 'dog', 1, 'a domestic dog', 'dog'],
    ['n07920052', 'espresso', 0, 'strong coffee', 'espresso'],
  ],
}

describe('parseTaxonomy', () => {
  test('reads groups and classes', () => {
    const { groups, classes } = parseTaxonomy(small)
    expect(groups[0]).toEqual({ name: 'thing', parent: -1, wnid: '', vague: true })
    expect(groups[2]).toEqual({ name: 'cat', parent: 1, wnid: 'n02121620', vague: false })
    expect(classes[0]).toEqual({
      wnid: 'n02123045',
      label: 'tabby cat',
      group: 2,
      definition: 'a cat with a striped coat',
      synonyms: ['tabby', 'tabby cat'],
    })
    expect(classes[1]?.synonyms).toEqual([])
  })

  test('reads the shipped labels', () => {
    const { groups, classes } = parseTaxonomy(JSON.parse(readFileSync(shipped, 'utf8')))
    expect([groups.length, classes.length]).toEqual([297, 1000])
    expect(groups.filter(({ vague }) => vague).map(({ name }) => name)).toEqual([
      'thing',
      'man-made object',
      'living thing',
    ])
    expect(new Set(classes.map(({ label }) => label)).size).toBe(1000)
    expect(classes[967]?.label).toBe('espresso')
  })

  const group = (row: unknown): unknown => ({ ...small, groups: [small.groups[0], row] })
  const labelled = (row: unknown): unknown => ({ ...small, classes: [row] })
  test.each([
    ['a text', 'labels', 'the file'],
    ['null', null, 'the file'],
    ['a web page', '<!doctype html>', 'the file'],
    ['no format', { ...small, format: undefined }, 'format'],
    ['a later format', { ...small, format: 2 }, 'format'],
    ['no groups', { ...small, groups: [] }, 'groups'],
    ['no classes', { ...small, classes: undefined }, 'classes'],
    ['a root with a parent', { ...small, groups: [['thing', 0, '', 1]] }, 'groups[0].parent'],
    ['a second root', group(['animal', -1, '', 0]), 'groups[1].parent'],
    ['a group above itself', group(['animal', 1, '', 0]), 'groups[1].parent'],
    ['a parent that is half', group(['animal', 0.5, '', 0]), 'groups[1].parent'],
    ['a group without a name', group(['', 0, '', 0]), 'groups[1].name'],
    ['a short group', group(['animal', 0, '']), 'groups[1]'],
    ['vague that is neither 0 nor 1', group(['animal', 0, '', 2]), 'groups[1].vague'],
    ['a class that is a text', labelled('tabby'), 'classes[0]'],
    ['a class of no group', labelled(['n1', 'tabby', 3, '', '']), 'classes[0].group'],
    ['a class without a label', labelled(['n1', '', 0, '', '']), 'classes[0].label'],
    ['synonyms as a list', labelled(['n1', 'tabby', 0, '', ['cat']]), 'classes[0].synonyms'],
  ])('refuses %s', (_, value, where) => {
    expect(() => parseTaxonomy(value)).toThrow(
      expect.objectContaining({ name: 'ModelUnsupported', message: expect.stringContaining(`${where} should be`) }),
    )
  })
})

test('groupScores sums up the tree', () => {
  const sums = groupScores(parseTaxonomy(small), Float64Array.of(0.5, 0.25, 0.125, 0.125))
  expect(sums).toEqual(Float64Array.of(1, 0.875, 0.75))
})

test('groupScores rounds a sum once, however many classes it has', () => {
  const taxonomy = parseTaxonomy({
    ...small,
    classes: Array.from({ length: 50 }, (_, at) => ['', `class ${at}`, at < 20 ? 2 : at < 35 ? 1 : 0, '', '']),
  })
  expect(0.02 * 35).toBe(0.7000000000000001)
  expect(groupScores(taxonomy, new Float64Array(50).fill(0.02))).toEqual(Float64Array.of(1, 0.7000000000000001, 0.4))
})
