import { describe, expect, test } from 'vitest'
import { isRuntimeFile, RuntimeFiles, type RuntimeOutside, runtimeCacheName } from './runtime-files.ts'

const root = 'https://a.example/whatsit/'
const CACHE = runtimeCacheName(root)
const WASM = `${root}assets/ort-wasm-simd-threaded-DcHrbrbl.wasm`
const LOADER = `${root}assets/ort-wasm-simd-threaded-qyIweqWS.mjs`
const OLD = `${root}assets/ort-wasm-simd-threaded-older.wasm`

test.each([
  [WASM, true],
  ['assets/ort-wasm-simd-threaded-DcHrbrbl.wasm', true],
  [`${root}assets/main-BuxCqNRd.js`, false],
  [`${root}assets/sort-12345678.js`, false],
  [`${root}models/ort-model.onnx`, false],
])('isRuntimeFile(%s) is %s', (url, expected) => {
  expect(isRuntimeFile(url)).toBe(expected)
})

/** Cache Storage with one cache, which exists once something opened it. */
function storage(...stored: string[]): CacheStorage & { urls: () => string[] } {
  const entries = new Set(stored)
  let exists = stored.length > 0
  const cache = {
    keys: async () => [...entries].map((url) => ({ url })),
    put: async (url: string) => void entries.add(url),
    delete: async (url: string) => entries.delete(url),
  }
  return {
    has: async (name: string) => exists && name === CACHE,
    open: async (name: string) => {
      expect(name).toBe(CACHE)
      exists = true
      return cache
    },
    urls: () => [...entries].sort(),
  } as unknown as CacheStorage & { urls: () => string[] }
}

const file = (type = 'application/wasm'): Response => new Response('bytes', { headers: { 'Content-Type': type } })

function filesWith(caches: CacheStorage, fetch: RuntimeOutside['fetch']): RuntimeFiles {
  return new RuntimeFiles([WASM, LOADER], { caches, fetch, cacheName: CACHE })
}

describe('keeping the runtime', () => {
  test('fetches what is missing, and nothing twice', async () => {
    const asked: string[] = []
    const caches = storage(WASM)
    const files = filesWith(caches, async (url) => {
      asked.push(url)
      return file()
    })
    expect(await files.areKept()).toBe(false)
    await files.keep()
    await files.keep()
    expect(asked).toEqual([LOADER])
    expect(await files.areKept()).toBe(true)
  })

  test.each([
    ['no network', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['a page in its place', async () => file('text/html')],
    ['an error', async () => new Response('', { status: 404 })],
  ])('%s: the other file is kept, this one is tried again', async (_, answer) => {
    const caches = storage()
    const files = filesWith(caches, (url) => (url === WASM ? answer() : Promise.resolve(file())))
    await files.keep()
    expect(caches.urls()).toEqual([LOADER])
    expect(await files.areKept()).toBe(false)
    await filesWith(caches, async () => file()).keep()
    expect(await files.areKept()).toBe(true)
  })

  test('of a new version waits for its files where the version before had its own', async () => {
    const caches = storage(OLD)
    await expect(
      filesWith(caches, () => Promise.reject(new TypeError('Failed to fetch'))).keepAgain(),
    ).rejects.toThrow()
    await filesWith(caches, async () => file()).keepAgain()
    expect(caches.urls()).toEqual([OLD, WASM, LOADER].sort())
  })

  test('of a new version is no matter where there was none', async () => {
    const caches = storage()
    await filesWith(caches, () => Promise.reject(new TypeError('Failed to fetch'))).keepAgain()
    expect(await caches.has(CACHE)).toBe(false)
  })

  test("drops other builds' files and leaves its own", async () => {
    const caches = storage(OLD, WASM)
    await filesWith(caches, async () => file()).cleanUp()
    expect(caches.urls()).toEqual([WASM])
  })

  test('makes no cache where there is nothing to drop', async () => {
    const caches = storage()
    await filesWith(caches, async () => file()).cleanUp()
    expect(await caches.has(CACHE)).toBe(false)
  })
})
