import { describe, expect, test } from 'vitest'
import { readClipboard } from './paste.ts'

const item = (...types: string[]) =>
  ({ types, getType: async (type: string) => new Blob(['x'], { type }) }) as unknown as ClipboardItem

describe('readClipboard', () => {
  test.each([
    ['a copied picture', [item('text/html', 'image/png')], ['image/png'], undefined],
    ['two', [item('image/png'), item('image/webp')], ['image/png', 'image/webp'], undefined],
    ['text alone', [item('text/plain')], [], 'PasteNothing'],
    ['an empty clipboard', [], [], 'PasteNothing'],
  ])('%s', async (_name, items, types, note) => {
    const dropped = await readClipboard({ read: async () => items })
    expect(dropped.files.map((file) => file.type)).toEqual(types)
    expect(dropped.note).toBe(note)
  })

  test('the person, or the browser, said no', async () => {
    const read = () => Promise.reject(new DOMException('denied', 'NotAllowedError'))
    expect(await readClipboard({ read })).toEqual({ files: [], note: 'PasteRefused' })
  })
})
