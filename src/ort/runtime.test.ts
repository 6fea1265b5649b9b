import { expect, test, vi } from 'vitest'
import { startRuntime } from './runtime.ts'

test('tells the threads that it has, not those that it was asked for', async () => {
  // As in WebKit's Linux port, where a page is cross-origin isolated and still has no shared memory.
  vi.stubGlobal('SharedArrayBuffer', undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect(await startRuntime({ threads: 4 })).toBe(1)
})
