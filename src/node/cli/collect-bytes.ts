/** Bytes that come in pieces, with an end to how many are taken: from stdin, a pipe, the network. */
import { MAX_BYTES } from '../../core/limits.ts'
import { joined } from '../joined.ts'
import { InputError } from './input.ts'

const MEGABYTE = 2 ** 20

/** Said of a file that is longer, before or while it is read. */
export function tooLong(): InputError {
  return new InputError('ImageTooLarge', `It has more than the ${MAX_BYTES / MEGABYTE} MB that a picture may have.`)
}

/** @throws InputError  once there are more than `limit` bytes */
export async function collectBytes(
  pieces: AsyncIterable<Uint8Array>,
  limit = MAX_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  const kept: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    length += piece.byteLength
    if (length > limit) throw tooLong()
    kept.push(piece)
  }
  return joined(kept)
}
