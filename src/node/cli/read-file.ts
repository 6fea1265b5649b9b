/** A picture's bytes from the file system, in a buffer of their own, since they are handed on to another thread. */
import { constants, openSync } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { addAbortSignal } from 'node:stream'
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
    const stats = await stat(path)
    if (stats.isDirectory()) throw new InputError('ImageUnreadable', 'It is a folder.')
    if (stats.isFIFO()) return await readPipe(path, signal)
    if (!stats.isFile()) throw new InputError('ImageUnreadable', 'It is neither a file nor a pipe.')
    if (stats.size > MAX_BYTES) throw tooLong()
    file = await open(path)
    return await readWhole(file, stats.size, signal)
  } catch (error) {
    if (error instanceof InputError || signal.aborted) throw error
    throw unreadable(error)
  } finally {
    await file?.close()
  }
}

/**
 * As of `<(curl ...)`. Not as a file is read: one of Node's threads would wait for somebody to write, and keep the whole
 * program from ending for as long.
 */
async function readPipe(path: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const pipe = new Socket({ fd, readable: true, writable: false })
  addAbortSignal(signal, pipe)
  return collectBytes(pipe)
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
