import { describe, expect, test } from 'vitest'
import { cacheControlFor, siteHeaders } from './headers.ts'

// Written out once more, on purpose: a promise of the page hangs on each value, so a change of one is made twice.
test('the headers that keep the page private and give it threads', () => {
  expect(siteHeaders).toEqual({
    'Content-Security-Policy':
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; " +
      "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; " +
      "form-action 'none'; frame-ancestors 'none'",
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(self), clipboard-read=(self)',
  })
})

describe('what browsers may keep', () => {
  test.each([
    ['/assets/index-3f9a1c.js', 'public, max-age=31536000, immutable'],
    ['/', 'no-cache'],
    ['/index.html', 'no-cache'],
    ['/service-worker.js', 'no-cache'],
    ['/models/efficientnet-lite0/onnx/model.onnx', 'no-cache'],
    ['/elsewhere/assets/index.js', 'no-cache'],
  ])('%s: %s', (path, value) => {
    expect(cacheControlFor(path)).toBe(value)
  })
})
