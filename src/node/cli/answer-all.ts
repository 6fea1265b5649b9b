/**
 * Pictures in, rows out: reads a few ahead of the threads, writes in the order of what was asked, keeps going past what
 * fails, and ends cleanly when told to. What it holds does not grow with the number of pictures.
 */
import { inOrder } from '../in-order.ts'
import type { ClassifierPool, PoolRequest } from '../pool/api.ts'
import type { Interruption, Sink } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { Input } from './input.ts'
import { orAborted } from './or-aborted.ts'
import type { Progress } from './progress.ts'
import type { Row, RowFormat } from './row.ts'
import { rowError } from './sentences.ts'

/** Pictures in memory beside those that threads have, so that no thread waits for a disk. */
export const READ_AHEAD = 2
/** Rows for each thread that may wait behind a slow picture. */
const ROWS_AHEAD = 16

export interface AnswerAllOptions {
  readonly pool: Pick<ClassifierPool, 'classify'>
  readonly jobs: number
  readonly request: Pick<PoolRequest, 'topK' | 'model'>
  readonly format: RowFormat
  readonly out: Sink
  readonly err: Sink
  readonly progress: Progress
  /** The number of pictures, once it is known. */
  readonly total: () => number | undefined
  readonly interrupted: AbortSignal
}

const figure = new Intl.NumberFormat('en')

export async function answerAll(pictures: AsyncIterable<Input>, options: AnswerAllOptions): Promise<ExitCode> {
  const { pool, jobs, request, format, out, err, progress, total, interrupted } = options
  let answered = 0
  let failed = 0

  /** undefined for one that was not begun when the end came; what a thread has is waited for, and not lost. */
  const answer = async ({ name, read }: Input): Promise<Row | undefined> => {
    try {
      const bytes = await orAborted(read(interrupted), interrupted)
      return { file: name, classification: withoutMaps(await pool.classify(bytes, request)) }
    } catch (error) {
      return interrupted.aborted ? undefined : { file: name, error: rowError(error) }
    }
  }

  await out.write(format.heading)
  const window = { atOnce: jobs + READ_AHEAD, ahead: jobs * ROWS_AHEAD, signal: interrupted }
  for await (const row of inOrder(pictures, window, answer)) {
    if (row === undefined) continue
    const isError = 'error' in row
    if (isError) failed++
    else answered++
    await progress.clear()
    await (isError && format.errorsApart ? err : out).write(format.format(row))
    await progress.step(answered + failed, total())
  }
  await progress.clear()

  const all = total()
  if (interrupted.aborted) {
    const reason: Interruption = interrupted.reason
    // Whoever closed the pipe has read enough.
    if (reason === 'reader gone') return failed > 0 ? EXIT.failed : EXIT.ok
    const of = all === undefined ? '' : ` of ${figure.format(all)}`
    await err.write(`Stopped: ${figure.format(answered)}${of} pictures answered.\n`)
    return EXIT[reason]
  }
  if (failed > 0 && answered + failed > 1) {
    await err.write(`${figure.format(failed)} of ${figure.format(answered + failed)} pictures were not answered.\n`)
  }
  return failed > 0 ? EXIT.failed : EXIT.ok
}

/** The maps are most of a classification's bytes, and for a screen. */
function withoutMaps<T extends { activationMaps?: unknown }>(classification: T): Omit<T, 'activationMaps'> {
  const { activationMaps: _, ...rest } = classification
  return rest
}
