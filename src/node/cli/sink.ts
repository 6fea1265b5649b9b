/** stdout and stderr as a command writes to them: it waits for a slow reader, and a reader that has gone ends it quietly. */
import type { WriteStream } from 'node:tty'
import type { Sink } from './command.ts'

/** What a terminal has, and a file or a pipe has not. */
type Target = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>

const COLUMNS = 80

/** @param onEnd  called once, when nothing can be written any more: EPIPE where the reader has gone (`| head`), or why */
export function sinkOf(stream: Target, env: NodeJS.ProcessEnv, onEnd: (code: string) => void): Sink {
  let isGone = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!isGone) onEnd(error.code ?? error.message)
    isGone = true
  })
  const isTerminal = stream.isTTY === true
  return {
    isTerminal,
    // no-color.org: any value but the empty one.
    hasColours: isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    // Asked anew each time, since windows change; a terminal that does not know says 0.
    get columns() {
      return stream.columns || COLUMNS
    },
    write(text) {
      if (isGone || text === '') return Promise.resolve()
      // The error event tells what went wrong, and to whom it matters.
      return new Promise((resolve) => stream.write(text, () => resolve()))
    },
  }
}
