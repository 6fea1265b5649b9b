import { describe, expect, test } from 'vitest'
import { parseModelIndex } from './model-index.ts'

describe('parseModelIndex', () => {
  test('takes an index as it is shipped', () => {
    const index = { format: 1, default: 'b', models: ['a', 'b'] }
    expect(parseModelIndex(index)).toEqual(index)
  })

  test('takes the names that are names of its models', () => {
    const names = { a: 'Model A', b: 7, c: 'of another list' }
    expect(parseModelIndex({ format: 1, default: 'b', models: ['a', 'b'], names }).names).toEqual({ a: 'Model A' })
    expect(parseModelIndex({ format: 1, default: 'b', models: ['b'], names: 'B' })).not.toHaveProperty('names')
  })

  test.each([
    ['nothing', null],
    ['a text', '<!doctype html>'],
    ['another format', { format: 2, default: 'a', models: ['a'] }],
    ['a default that is not in the list', { format: 1, default: 'b', models: ['a'] }],
    ['an empty list', { format: 1, default: 'a', models: [] }],
    ['a folder elsewhere', { format: 1, default: 'a', models: ['a', '../b'] }],
    ['a name that is no text', { format: 1, default: 'a', models: ['a', 7] }],
  ])('refuses %s', (_, value) => {
    expect(() => parseModelIndex(value)).toThrow(expect.objectContaining({ name: 'ModelUnsupported' }))
  })
})
