import { describe, expect, test } from 'vitest'
import { acceptedEncodings } from './encoding.ts'

describe('acceptedEncodings', () => {
  test.each([
    [undefined, ['identity']],
    ['', ['identity']],
    ['gzip, deflate, br, zstd', ['br', 'gzip', 'identity']],
    ['gzip', ['gzip', 'identity']],
    ['GZIP;Q=1.0', ['gzip', 'identity']],
    ['x-gzip', ['gzip', 'identity']],
    ['br;q=0.2, gzip;q=0.9', ['gzip', 'br', 'identity']],
    ['br;q=0, gzip', ['gzip', 'identity']],
    ['*', ['br', 'gzip', 'identity']],
    ['*;q=0.5, br;q=0', ['gzip', 'identity']],
    // What `fetch` sends with a Range header.
    ['identity', ['identity']],
    ['identity, br;q=0.5', ['identity', 'br']],
    ['identity;q=0, gzip', ['gzip', 'identity']],
    ['br;q=high', ['identity']],
    ['br;q=2', ['identity']],
    [',, ;', ['identity']],
  ])('%s -> %j', (header, encodings) => {
    expect(acceptedEncodings(header)).toEqual(encodings)
  })
})
