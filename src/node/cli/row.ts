/** What came of one picture, and how rows become text: the same three questions for people, JSON and CSV. */
import type { Classification } from '../../core/classification.ts'

/** A code of core/errors.ts or ../refused.ts, and its sentence. */
export interface RowError {
  readonly code: string
  readonly message: string
}

export type Row =
  | { readonly file: string; readonly classification: Classification }
  | { readonly file: string; readonly error: RowError }

export interface RowFormat {
  /** Before the first row; '' where there is nothing. */
  readonly heading: string
  /** Whole lines. For stderr where the row is an error and `errorsApart`. */
  format(row: Row): string
  /** Errors go to stderr, and only answers to stdout. */
  readonly errorsApart: boolean
}
