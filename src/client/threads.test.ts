import { afterEach, describe, expect, test, vi } from 'vitest'
import { maxThreads, whyOneThread } from './threads.ts'

afterEach(() => vi.unstubAllGlobals())

describe('threads', () => {
  test.each([
    // secure, isolated, shared memory, cores -> threads, the reason
    [true, true, true, 8, 4, /^$/],
    [true, true, true, 2, 2, /^$/],
    [true, true, true, 1, 1, /^this device has one core/],
    [true, true, false, 8, 1, /^this browser has no shared memory/],
    [true, false, false, 8, 1, /^this site is served without the headers/],
    [false, false, false, 8, 1, /^this page came over plain http/],
  ])('secure %s, isolated %s, shared memory %s, %i cores: %i', (secure, isolated, shared, cores, threads, reason) => {
    vi.stubGlobal('isSecureContext', secure)
    vi.stubGlobal('crossOriginIsolated', isolated)
    vi.stubGlobal('navigator', { hardwareConcurrency: cores })
    if (!shared) vi.stubGlobal('SharedArrayBuffer', undefined)
    expect(maxThreads()).toBe(threads)
    expect(whyOneThread()).toMatch(reason)
  })
})
