/**
 * NDJSON: one object a line, so that the first can be read while the last is not yet known, and a run that was ended leaves
 * whole lines behind.
 */
import type { RowFormat } from './row.ts'

export const jsonRows: RowFormat = {
  heading: '',
  errorsApart: false,
  format: (row) => `${JSON.stringify(row)}\n`,
}
