import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Found, walk } from './walk.ts'

let folder = ''
const NAMES = Array.from({ length: 30 }, (_, n) => `${n}.jpg`)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whatsit-walk-'))
  for (const name of NAMES.toReversed()) writeFileSync(join(folder, name), '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function found(path: string, sortedEntries?: number): Promise<Found[]> {
  const list: Found[] = []
  const options = { depth: Infinity, isWanted: () => true, ...(sortedEntries !== undefined && { sortedEntries }) }
  for await (const one of walk(path, options)) list.push(one)
  return list
}

test('a folder comes in the order of its names', async () => {
  expect((await found(folder)).map(({ path }) => basename(path))).toEqual(NAMES)
})

test.each([1, 29, 30, 31])(
  'of more entries than %d, which are sorted, all come, and each once',
  async (sortedEntries) => {
    const names = (await found(folder, sortedEntries)).map(({ path }) => basename(path))
    expect(names.toSorted()).toEqual(NAMES.toSorted())
  },
)

test('a folder that is not there is told, and is no end', async () => {
  const [only, ...more] = await found(join(folder, 'none'))
  expect(only?.error?.message).toBe('There is no such file.')
  expect(more).toEqual([])
})
