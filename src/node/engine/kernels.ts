/** The kernels of our own engine and of the resampler, out of this script itself: 24 kB that cannot be lost on the way. */
import engine from '../../engine/kernels/built/kernels.wasm?url&inline'
import mixer from '../../resample/built/mixer.wasm?url&inline'

function decoded(address: string): Uint8Array {
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64')
}

export function kernels(): Uint8Array {
  return decoded(engine)
}

export function mixerKernel(): Uint8Array {
  return decoded(mixer)
}
