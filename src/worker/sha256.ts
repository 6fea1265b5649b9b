/** The hash that a model must match before it is used. */
import { sha256 as sha256InScript } from '@noble/hashes/sha2.js'

/** @returns 64 lower-case hex digits */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Plain http on a LAN address has no crypto.subtle. There the script takes some 100 ms for 5 MB.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  const digest = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256InScript(bytes)
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
