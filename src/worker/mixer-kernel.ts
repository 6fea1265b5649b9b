/** The resampler's kernel, out of this script itself: its 4 kB would cost more as a request of their own. */
import address from '../resample/built/mixer.wasm?url&inline'
import { type SimdKernel, startSimdKernel } from '../resample/simd-kernel.ts'

let started: { readonly kernel: SimdKernel | undefined } | undefined

/** The one that pictures share; nothing where this browser does not start it. */
export function simdKernel(): SimdKernel | undefined {
  started ??= { kernel: freshSimdKernel() }
  return started.kernel
}

/** Another one, with memory of its own. */
export function freshSimdKernel(): SimdKernel | undefined {
  return startSimdKernel(mixerKernel())
}

// Decoded by hand: the page's Content-Security-Policy forbids to fetch a data: address.
export function mixerKernel(): Uint8Array {
  return Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (byte) => byte.charCodeAt(0))
}
