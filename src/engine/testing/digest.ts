/** Numbers as a short text that is the same only for the same bits. */
import { createHash } from 'node:crypto'

export function digest({ buffer, byteOffset, byteLength }: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
    .slice(0, 16)
}
