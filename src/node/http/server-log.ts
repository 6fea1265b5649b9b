/**
 * The log of a server, which lives on without whoever reads it: a reader that has gone (`| head -1`) is no error, and one
 * that does not read costs lines, not memory.
 */
import type { RequestLine } from './request-log.ts'

/** Characters that wait for the reader; the lines that would follow them are lost. */
const MAX_WAITING = 1024 * 1024

/** After the end, how long lines that were written may wait for their reader. */
export const LAST_LINES_MS = 1000

/** What cannot be written, as EPIPE says where the reader has gone, is lost in silence from now on. */
export function writeWithoutReaders(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams) stream.on('error', () => undefined)
}

/** @param write  calls back when the text has been taken, or never will be */
export function requestLog(write: (text: string, done: () => void) => unknown): (line: RequestLine) => void {
  let waiting = 0
  return (line) => {
    if (waiting >= MAX_WAITING) return
    const text = `${JSON.stringify(line)}\n`
    waiting += text.length
    write(text, () => {
      waiting -= text.length
    })
  }
}
