/** What editors are told of the element, against what its sources do. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { customElementsManifest } from './custom-elements.mjs'

interface Named {
  readonly name: string
  readonly description: string
}

type Declaration = Readonly<
  Record<'attributes' | 'members' | 'events' | 'cssParts' | 'cssProperties', readonly Named[]>
> & { readonly tagName: string }

const source = (...files: readonly string[]): string =>
  files
    .map((file) => readFileSync(join(import.meta.dirname, '..', '..', 'src', 'element', `${file}.ts`), 'utf8'))
    .join('\n')

/** Each once, sorted. */
const found = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort()

let element: Declaration
beforeAll(async () => {
  const { modules } = (await customElementsManifest()) as {
    readonly modules: readonly [{ readonly declarations: readonly [Declaration] }]
  }
  element = modules[0].declarations[0]
})

test('names the element and says something of each of its sides', () => {
  expect(element.tagName).toBe('whatsit-classifier')
  const all = [element.attributes, element.members, element.events, element.cssParts, element.cssProperties]
  for (const side of all) for (const { description } of side) expect(description).toMatch(/\w/)
})

describe('tells of all that there is, and of nothing else', () => {
  const names = (of: readonly Named[]): string[] => of.map(({ name }) => name).sort()

  test('parts', () => {
    const templates = source('element-parts', 'whatsit-classifier')
    expect(names(element.cssParts)).toEqual(found(templates, /\bpart=(?:"|\$\{\w+ \? ')([a-z]+)/g))
  })

  test('custom properties', () => {
    expect(names(element.cssProperties)).toEqual(found(source('element-look'), /var\((--whatsit-[a-z-]+)/g))
  })

  test('events', () => {
    expect(names(element.events)).toEqual(found(source('whatsit-classifier'), /#tell(?:<\w+>)?\('([a-z-]+)'/g))
  })

  test('members', () => {
    expect(names(element.members)).toEqual(['assetsUrl', 'classification', 'classify', 'model', 'picture', 'top'])
  })
})
