/** A Range header, as one part of a file (RFC 9110, section 14). */

/** Offsets in bytes, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * @param header  the value of Range
 * @param size  of the file, in bytes
 * @returns undefined where the header is to be ignored (other units, several ranges, nonsense): the whole file answers
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '')
  if (match === null) return undefined
  const [, first = '', last = ''] = match
  if (first === '') {
    if (last === '') return undefined
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last)
  if (end < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(end, size - 1) }
}
