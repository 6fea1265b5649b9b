import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_BYTES } from '../../core/limits.ts'
import type { Input } from './input.ts'
import { inputs, isOnePicture } from './inputs.ts'

const never = new AbortController().signal
let folder = ''

const FILES = [
  'a.jpg',
  'B.PNG',
  'image10.webp',
  'image2.webp',
  'notes.txt',
  'scan.tif',
  'phone.heic',
  'odd[1].jpg',
  '.hidden.jpg',
  'below/c.gif',
  'below/deeper/d.avif',
  '.git/e.jpg',
  'node_modules/f.jpg',
  'trip (2)/h.jpg',
]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whatsit-inputs-'))
  for (const path of FILES) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), path)
  }
  mkdirSync(join(folder, 'empty'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const options = {
  stdin: (async function* () {
    yield new TextEncoder().encode('of ')
    yield new TextEncoder().encode('stdin')
  })(),
  fetch: () => Promise.resolve(new Response('of the web')),
  agent: 'test',
}

async function found(...words: string[]): Promise<Input[]> {
  const list: Input[] = []
  for await (const input of inputs(words, options)) list.push(input)
  return list
}

const below = (path: string): string => relative(folder, path).split(sep).join('/')
const names = async (...words: string[]): Promise<string[]> => (await found(...words)).map(({ name }) => below(name))
const text = async (input: Input | undefined): Promise<string> => new TextDecoder().decode(await input?.read(never))

describe('a folder', () => {
  test('gives its pictures and those below it, in the order of their names, without hidden ones and node_modules', async () => {
    expect(await names(folder)).toEqual([
      'a.jpg',
      'B.PNG',
      'below/c.gif',
      'below/deeper/d.avif',
      'image2.webp',
      'image10.webp',
      'odd[1].jpg',
      'phone.heic',
      'trip (2)/h.jpg',
    ])
  })

  test('keeps the way in which it was typed', async () => {
    expect((await found(join(folder, 'below')))[0]?.name).toBe(join(folder, 'below', 'c.gif'))
  })

  test('that is hidden is searched where it was named itself', async () => {
    expect(await names(join(folder, '.git'))).toEqual(['.git/e.jpg'])
  })

  test('without a picture says so', async () => {
    const [only] = await found(join(folder, 'empty'))
    await expect(text(only)).rejects.toThrow('There is no picture in this folder.')
  })

  test('with a link back to itself comes to its end, and a link to a file is one', async () => {
    const links = mkdtempSync(join(folder, 'links-'))
    mkdirSync(join(links, 'one'))
    writeFileSync(join(links, 'one', 'g.jpg'), 'g')
    symlinkSync(links, join(links, 'one', 'up'))
    symlinkSync(join(links, 'one'), join(links, 'two'))
    symlinkSync(join(links, 'one', 'g.jpg'), join(links, 'linked.jpg'))
    symlinkSync(join(links, 'nowhere'), join(links, 'broken.jpg'))
    const seen = (await found(links)).map(({ name }) => relative(links, name).split(sep).join('/'))
    rmSync(links, { recursive: true })
    // The second way to the same folder gives it again; only the way back up ends.
    expect(seen).toEqual(['linked.jpg', 'one/g.jpg', 'two/g.jpg'])
  })
})

describe('a pattern', () => {
  test.each([
    ['*.jpg', ['a.jpg', 'odd[1].jpg']],
    ['*.tif', ['scan.tif']],
    ['image*', ['image2.webp', 'image10.webp']],
    ['*', ['a.jpg', 'B.PNG', 'image2.webp', 'image10.webp', 'odd[1].jpg', 'phone.heic']],
    ['**/*.{gif,avif}', ['below/c.gif', 'below/deeper/d.avif']],
    ['below/**', ['below/c.gif', 'below/deeper/d.avif']],
    ['*/*.gif', ['below/c.gif']],
    ['below/../*.jpg', ['a.jpg', 'odd[1].jpg']],
    ['.git/*', ['.git/e.jpg']],
    ['[ab].jpg', ['a.jpg']],
    // A file of this very name is meant before the pattern is.
    ['odd[1].jpg', ['odd[1].jpg']],
    // What an explorer makes of a second one.
    ['trip (2)/*.jpg', ['trip (2)/h.jpg']],
    ['trip (?)/h.jpg', ['trip (2)/h.jpg']],
    ['trip \\(2\\)/*.jpg', ['trip (2)/h.jpg']],
    ['@(a|b).jpg', ['a.jpg']],
  ])('%s', async (pattern, expected) => {
    expect(await names(`${folder}/${pattern}`)).toEqual(expected)
  })

  test.each(['*'.repeat(70_000), '[', '{a', '***/(', '@(', '\\'])(
    'that makes little sense is an answer: %.20s',
    async (pattern) => {
      const [only, ...more] = await found(`${folder}/${pattern}`)
      await expect(text(only)).rejects.toMatchObject({ name: 'ImageUnreadable' })
      expect(more).toEqual([])
    },
  )

  test('has the slashes of Windows there, and no other', async () => {
    const onWindows = { ...options, platform: 'win32' as const }
    const list: string[] = []
    for await (const { name } of inputs([`${folder}\\below\\*.GIF`], onWindows)) list.push(below(name))
    expect(list).toEqual(['below/c.gif'])
  })

  test('that nothing matches says so', async () => {
    const [only] = await found(`${folder}/*.bmp`)
    await expect(text(only)).rejects.toThrow('No file matches this pattern.')
  })
})

describe('one picture', () => {
  test('of a file, of stdin, of the web', async () => {
    const list = await found(join(folder, 'a.jpg'), '-', 'https://example.org/cat.jpg')
    expect(await Promise.all(list.map(text))).toEqual(['a.jpg', 'of stdin', 'of the web'])
    expect(list.map(({ name }) => name).slice(1)).toEqual(['-', 'https://example.org/cat.jpg'])
  })

  test.each([
    ['https://user:secret@example.org/a@b.jpg', 'https://***@example.org/a@b.jpg'],
    ['http://secret@example.org', 'http://***@example.org'],
    ['http://user:se@cret@[not an address/', 'http://***@[not an address/'],
    ['https://example.org/a@b.jpg', 'https://example.org/a@b.jpg'],
    ['https://example.org?to=a@b', 'https://example.org?to=a@b'],
  ])('%s is named %s', async (address, name) => {
    expect((await found(address)).map((one) => one.name)).toEqual([name])
  })

  test.each(['none.jpg', 'none (2).jpg'])('that is not there says so: %s', async (name) => {
    const [only] = await found(join(folder, name))
    await expect(text(only)).rejects.toMatchObject({ name: 'ImageUnreadable', message: 'There is no such file.' })
  })

  test('of more bytes than are read is refused before it is read', async () => {
    const path = join(folder, 'huge.bin')
    writeFileSync(path, '')
    truncateSync(path, MAX_BYTES + 1)
    const [only] = await found(path)
    await expect(text(only)).rejects.toMatchObject({ name: 'ImageTooLarge' })
    rmSync(path)
  })

  test.each([
    ['-', true],
    ['http://example.org/', true],
    ['a.jpg', true],
    ['below', false],
    ['*.jpg', false],
  ])('isOnePicture(%s): %s', async (word, expected) => {
    expect(await isOnePicture(word.startsWith('-') || word.startsWith('http') ? word : join(folder, word))).toBe(
      expected,
    )
  })
})
