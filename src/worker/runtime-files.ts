/** Addresses of the runtime's files in this build: hashed assets, so that a build never meets another build's runtime. */
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'

// Absolute, since the runtime's own threads resolve them from somewhere else.
export const runtimeFiles = {
  mjs: new URL(mjs, self.location.href).href,
  wasm: new URL(wasm, self.location.href).href,
} as const
