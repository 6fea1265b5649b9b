import { describe, expect, test } from 'vitest'
import { droppedFiles, type Transfer } from './dropped-files.ts'

type Item = Transfer['items'][number]

const cat = new File(['x'], 'cat.jpg')
const fileItem: Item = { kind: 'file', getAsFile: () => cat, webkitGetAsEntry: () => null }
const folderItem: Item = {
  kind: 'file',
  getAsFile: () => new File([], 'holiday'),
  webkitGetAsEntry: () => ({ isDirectory: true }) as FileSystemEntry,
}
const textItem: Item = { kind: 'string', getAsFile: () => null, webkitGetAsEntry: () => null }

describe('droppedFiles', () => {
  test.each<[string, Transfer, number, string | undefined]>([
    ['a file', { types: ['Files'], items: [fileItem] }, 1, undefined],
    ['two files', { types: ['Files'], items: [fileItem, fileItem] }, 2, undefined],
    ['a folder', { types: ['Files'], items: [folderItem] }, 0, 'DropFolder'],
    ['a folder beside a file', { types: ['Files'], items: [folderItem, fileItem] }, 1, 'DropFolder'],
    ['a picture of another page', { types: ['text/uri-list', 'text/html'], items: [textItem] }, 0, 'DropElsewhere'],
    ['the same, with its bytes', { types: ['text/html', 'Files'], items: [textItem, fileItem] }, 1, undefined],
    ['selected text', { types: ['text/plain'], items: [textItem] }, 0, 'DropNothing'],
    ['nothing', { types: [], items: [] }, 0, 'DropNothing'],
  ])('%s', (_name, transfer, count, note) => {
    const dropped = droppedFiles(transfer)
    expect(dropped.files).toHaveLength(count)
    expect(dropped.note).toBe(note)
  })
})
