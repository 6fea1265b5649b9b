/** What a drop or a paste brought: files, or why there are none. */
import type { NoteCode } from './messages.ts'

export interface Dropped {
  readonly files: readonly File[]
  /** Something in it cannot be looked at, and why. */
  readonly note?: NoteCode
}

/** The part of `DataTransfer` that is read. Only valid while its event is being dispatched. */
export interface Transfer {
  readonly types: readonly string[]
  readonly items: ArrayLike<Pick<DataTransferItem, 'kind' | 'getAsFile' | 'webkitGetAsEntry'>>
}

export function droppedFiles({ types, items }: Transfer): Dropped {
  const files: File[] = []
  let folders = 0
  for (const item of Array.from(items)) {
    if (item.kind !== 'file') continue
    // A folder comes as a file without bytes; only its entry tells.
    if (item.webkitGetAsEntry()?.isDirectory) folders += 1
    else {
      const file = item.getAsFile()
      if (file) files.push(file)
    }
  }
  if (folders > 0) return { files, note: 'DropFolder' }
  if (files.length > 0) return { files }
  // A picture dragged from another page brings its address, not its bytes.
  return {
    files,
    note: types.includes('text/uri-list') || types.includes('text/html') ? 'DropElsewhere' : 'DropNothing',
  }
}
