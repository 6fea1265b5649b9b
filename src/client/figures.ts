/** Numbers as people read them on the page. */

/**
 * Whole percent. What is not nothing never reads as 0, and what is not certain never as 100.
 *
 * @param score  0 to 1
 */
export function percent(score: number): string {
  if (score < 0.01) return '< 1 %'
  if (score >= 0.995) return '> 99 %'
  return `${Math.round(score * 100)} %`
}

// Megabytes of a million bytes, as downloads and storage settings show them.
const MEGABYTE = 1_000_000

/** One decimal, without the unit: "3.1". */
export function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1)
}

/** "3.1 of 5.0 MB", or nothing where the total is not known yet. */
export function bytesText(loaded: number, total: number): string {
  return total === 0 ? '' : `${megabytes(loaded)} of ${megabytes(total)} MB`
}

/** For a question, rounded up so that it never promises too little: "7 MB". */
export function wholeMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / MEGABYTE)} MB`
}

/** @param ms  milliseconds */
export function duration(ms: number): string {
  if (ms < 1) return '< 1 ms'
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
