/** CSV as RFC 4180 has it: lines end with CRLF, and what has a comma, a quote or a line's end in it stands in quotes. */
import type { Row, RowFormat } from './row.ts'

/** Digits of a score: more than Python and we agree on. */
const DIGITS = 6

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`
const figure = (score: number): string => score.toFixed(DIGITS)

/** @param topK  how many guesses have columns; where there are fewer, their cells are empty */
export function csvRows(topK: number): RowFormat {
  const places = Array.from({ length: topK }, (_, place) => place + 1)
  const guesses = places.flatMap((place) => [`label${place}`, `score${place}`])
  return {
    heading: line(['file', 'answer', 'kind', 'score', ...guesses, 'error']),
    errorsApart: false,
    format: (row) => line([row.file, ...cells(row, places)]),
  }
}

function cells(row: Row, places: readonly number[]): string[] {
  if ('error' in row) return ['', '', '', ...places.flatMap(() => ['', '']), row.error.message]
  const { answer, predictions } = row.classification
  const guesses = places.flatMap((place) => {
    const guess = predictions[place - 1]
    return guess === undefined ? ['', ''] : [guess.label, figure(guess.score)]
  })
  return [answer.name, answer.kind, figure(answer.score), ...guesses, '']
}
