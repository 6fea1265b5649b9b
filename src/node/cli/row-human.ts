/** For people: one line a picture, the names above each other; the guesses below it where they were asked for. */
import type { Classification } from '../../core/classification.ts'
import { answerLine, percent } from './answer-line.ts'
import { printable } from './printable.ts'
import type { Row, RowFormat } from './row.ts'

/** A longer name pushes its own answer to the right, and no other. */
const MAX_NAME = 48
/** Characters of a bar that is full. */
const BAR = 20

const BOLD = ['\u001b[1m', '\u001b[22m'] as const
const DIM = ['\u001b[2m', '\u001b[22m'] as const

export interface HumanOptions {
  /** The guesses below each answer. */
  readonly guesses: boolean
  readonly colours: boolean
  /** Bars beside them: for eyes, and not for `grep`. */
  readonly bars: boolean
  /** Of the names that are known before the first row. */
  readonly nameWidth: number
}

export function humanRows({ guesses, colours, bars, nameWidth }: HumanOptions): RowFormat {
  const paint = (text: string, [on, off]: readonly [string, string]): string => (colours ? `${on}${text}${off}` : text)
  // Rows are written before the later names are known: the column grows, and never jumps back.
  let width = Math.min(nameWidth, MAX_NAME)
  const listed = ({ predictions }: Classification): string => {
    const guesses = predictions.map(({ label, score }) => ({ label: printable(label), score }))
    const labelWidth = Math.max(0, ...guesses.map(({ label }) => label.length))
    return guesses
      .map(({ label, score }) => {
        const bar = bars ? `  ${paint('█'.repeat(Math.round(score * BAR)), DIM)}` : ''
        return `${`  ${percent(score).padStart(6)}  ${bars ? label.padEnd(labelWidth) : label}${bar}`.trimEnd()}\n`
      })
      .join('')
  }
  return {
    heading: '',
    errorsApart: true,
    format(row: Row) {
      const name = printable(row.file)
      if ('error' in row) return `${name}: ${printable(row.error.message)}\n`
      width = Math.max(width, Math.min(name.length, MAX_NAME))
      const line = `${name.padEnd(width)}  ${paint(printable(answerLine(row.classification)), BOLD)}\n`
      return guesses ? `${line}${listed(row.classification)}` : line
    },
  }
}
