import { describe, expect, test } from 'vitest'
import { bytesByKind, fetchedTwice, kindOf } from './kinds.mjs'

describe('kindOf', () => {
  test.each(
    /** @type {const} */ ([
      ['/', 'page', 'page'],
      ['/assets/index-B9zNFGoX.js', 'page', 'page'],
      ['/pictures/cat-small.webp', 'page', 'page'],
      ['/assets/main-D4Wx9EOA.js', 'page', 'worker'],
      ['/assets/kernels-threads-hqgbiX06.wasm', 'worker', 'engine'],
      ['/assets/engine-thread-ByHtpr_I.js', 'worker', 'engine'],
      ['/assets/ahead-thread-B3xk29_f.js', 'worker', 'worker'],
      ['/assets/ort-start-DPZXk25L.js', 'worker', 'reference'],
      ['/models/efficientnet-lite0/onnx/model.onnx', 'worker', 'model'],
      ['/models/imagenet-1k/labels.json', 'worker', 'labels'],
      ['/models/index.json', 'worker', 'manifests'],
      ['/service-worker.js', 'service_worker', 'service worker'],
      ['/assets/ort-wasm-simd-threaded-DcHrbrbl.wasm', 'service_worker', 'reference'],
      ['/assets/kernels-BhiZyhSv.wasm', 'service_worker', 'offline copy'],
    ]),
  )('%s, asked for by the %s: %s', (path, by, kind) => {
    expect(kindOf({ path, by, bytes: 1 })).toBe(kind)
  })
})

test('bytesByKind adds up, and counts each byte once', () => {
  const bytes = bytesByKind([
    { path: '/', by: 'page', bytes: 10 },
    { path: '/icons/icon.svg', by: 'page', bytes: 5 },
    { path: '/icons/icon.svg', by: 'service_worker', bytes: 7 },
  ])
  expect(bytes).toMatchObject({ page: 15, 'offline copy': 7, model: 0 })
})

test('fetchedTwice names what crossed the network again, not what a cache answered', () => {
  const twice = fetchedTwice([
    { path: '/', by: 'page', bytes: 100 },
    { path: '/assets/a.js', by: 'page', bytes: 50 },
    { path: '/assets/b.wasm', by: 'worker', bytes: 900 },
    { path: '/assets/b.wasm', by: 'service_worker', bytes: 0 },
    { path: '/assets/a.js', by: 'service_worker', bytes: 50 },
    { path: '/index.html', by: 'service_worker', bytes: 100 },
  ])
  expect(twice).toEqual([
    { path: '/', bytes: 100 },
    { path: '/assets/a.js', bytes: 50 },
  ])
})
