/** Pictures from the clipboard: Ctrl+V anywhere on the page, and the "Paste" button where the browser lets a page read it. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { type Dropped, droppedFiles } from '../client/dropped-files.ts'

/** True where a button can read the clipboard: not in insecure contexts, not in older browsers. */
export const canReadClipboard = typeof globalThis.navigator?.clipboard?.read === 'function'

/** Asks the browser for the clipboard's pictures; the browser may ask the person. */
export async function readClipboard(clipboard: Pick<Clipboard, 'read'>): Promise<Dropped> {
  try {
    const files: File[] = []
    for (const item of await clipboard.read()) {
      const type = item.types.find((type) => type.startsWith('image/'))
      if (type !== undefined) files.push(new File([await item.getType(type)], 'Pasted picture', { type }))
    }
    return files.length > 0 ? { files } : { files, note: 'PasteNothing' }
  } catch {
    return { files: [], note: 'PasteRefused' }
  }
}

/** Listens for Ctrl+V, wherever the focus is. */
export class PasteTarget implements ReactiveController {
  readonly #onPaste: (dropped: Dropped) => void

  constructor(host: ReactiveControllerHost, onPaste: (dropped: Dropped) => void) {
    this.#onPaste = onPaste
    host.addController(this)
  }

  hostConnected(): void {
    document.addEventListener('paste', this.#paste)
  }

  hostDisconnected(): void {
    document.removeEventListener('paste', this.#paste)
  }

  readonly #paste = (event: ClipboardEvent): void => {
    if (!event.clipboardData) return
    const { files, note } = droppedFiles(event.clipboardData)
    this.#onPaste(
      files.length > 0 || note === 'DropFolder' ? { files, ...(note && { note }) } : { files, note: 'PasteNothing' },
    )
  }
}
