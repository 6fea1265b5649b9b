/** The resampler's kernel, out of this script itself: its 2 kB would cost more as a request of their own. */
import address from '../resample/built/mixer.wasm?url&inline'

// Decoded by hand: the page's Content-Security-Policy forbids to fetch a data: address.
export function mixerKernel(): Uint8Array {
  return Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (byte) => byte.charCodeAt(0))
}
