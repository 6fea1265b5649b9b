/** The kernels of our own engine: hashed assets of this build, so that a build never meets another build's kernels. */

import { WhatsitError } from '../core/errors.ts'
import oneThread from '../engine/kernels/built/kernels.wasm?url'
import sharedMemory from '../engine/kernels/built/kernels-threads.wasm?url'

const MAGIC = [0, 0x61, 0x73, 0x6d]

/**
 * @param threads  1 and up; what more than one share is another module
 * @throws WorkerUnreachable  they did not arrive, or something else came in their place
 */
export async function fetchKernels(threads: number): Promise<Uint8Array> {
  const url = new URL(threads > 1 ? sharedMemory : oneThread, self.location.href).href
  const failed = (why: unknown): never => {
    throw new WhatsitError('WorkerUnreachable', `${url}: ${why}`, { cause: why })
  }
  const response = await fetch(url).catch(failed)
  if (!response.ok) return failed(`HTTP ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer().catch(failed))
  return MAGIC.every((byte, at) => bytes[at] === byte) ? bytes : failed('no WebAssembly')
}
