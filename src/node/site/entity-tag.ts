/** Entity tags: how a client asks "has it changed since I got it?" (RFC 9110, section 8.8.3). */
import type { Encoding } from './encoding.ts'

/**
 * A strong tag from size and time of change, as nginx and Apache make them. Each encoding has its own, so that a cut
 * download of one is never continued with bytes of another.
 *
 * @param file  size in bytes and time of change in nanoseconds
 */
export function entityTag(file: { readonly size: bigint; readonly mtimeNs: bigint }, encoding: Encoding): string {
  return `"${file.mtimeNs.toString(36)}-${file.size.toString(36)}-${encoding}"`
}

/** If-None-Match: true where the client already has the file. Weak comparison: proxies that recompress weaken tags. */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const tags = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(tag)
}

/** If-Range: true where the part asked for fits what the client has. A date never does, since none is sent. */
export function rangeApplies(ifRange: string | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === tag
}
