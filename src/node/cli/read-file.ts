/** A picture's bytes from the file system, in a buffer of their own, since they are handed on to another thread. */
import { type FileHandle, open } from 'node:fs/promises'
import { MAX_BYTES } from '../../core/limits.ts'
import { collectBytes, tooLong } from './collect-bytes.ts'
import { InputError } from './input.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  ENOTDIR: 'There is no such file.',
  EACCES: 'You may not read it.',
  EPERM: 'You may not read it.',
  EISDIR: 'It is a folder.',
  ELOOP: 'It is a link that leads to itself.',
  EMFILE: 'Too many files are open.',
  ENFILE: 'Too many files are open.',
  ENAMETOOLONG: 'Its name is too long.',
}

/** An error of the file system as a sentence. */
export function unreadable(error: unknown): InputError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new InputError('ImageUnreadable', REASONS[code] ?? `It could not be read (${code || error}).`, {
    cause: error,
  })
}

/** @throws InputError | AbortError */
export async function readFile(path: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const stats = await file.stat()
    if (stats.isDirectory()) throw new InputError('ImageUnreadable', 'It is a folder.')
    // A pipe, as of `<(curl ...)`, has no length to go by.
    if (!stats.isFile()) return await collectBytes(file.createReadStream({ autoClose: false }), signal)
    if (stats.size > MAX_BYTES) throw tooLong()
    return await readWhole(file, stats.size, signal)
  } catch (error) {
    if (error instanceof InputError || signal.aborted) throw error
    throw unreadable(error)
  } finally {
    await file?.close()
  }
}

/** @returns fewer bytes than `size` of a file that was cut short meanwhile */
async function readWhole(file: FileHandle, size: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size)
  let length = 0
  while (length < size) {
    signal.throwIfAborted()
    const { bytesRead } = await file.read(bytes, length, size - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return length === size ? bytes : bytes.slice(0, length)
}
