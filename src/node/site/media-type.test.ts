import { describe, expect, test } from 'vitest'
import { mediaType } from './media-type.ts'

describe('mediaType', () => {
  test.each([
    ['/index.html', 'text/html; charset=utf-8'],
    // Module scripts, workers among them, run only as JavaScript.
    ['/assets/ort-wasm-simd-threaded.mjs', 'text/javascript; charset=utf-8'],
    // WebAssembly is compiled while it streams only with this type.
    ['/assets/ort.a1b2.wasm', 'application/wasm'],
    ['/manifest.webmanifest', 'application/manifest+json'],
    ['/models/a/onnx/model.onnx', 'application/octet-stream'],
    ['/pictures/CAT.JPG', 'image/jpeg'],
    ['/pictures/cat.avif', 'image/avif'],
    ['/LICENSE', 'application/octet-stream'],
    ['/a.html/b', 'application/octet-stream'],
    ['/x.constructor', 'application/octet-stream'],
  ])('%s is %s', (path, type) => {
    expect(mediaType(path)).toBe(type)
  })
})
