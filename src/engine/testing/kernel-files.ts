/** The built kernels, from disk; vitest's global set-up has built them. */
import { readFileSync } from 'node:fs'

const built = new URL('../kernels/built/', import.meta.url)

export const KERNELS = new Uint8Array(readFileSync(new URL('kernels.wasm', built)))
export const THREADED_KERNELS = new Uint8Array(readFileSync(new URL('kernels-threads.wasm', built)))
