import { describe, expect, test } from 'vitest'
import { buildLock } from '../core/offline-shell.ts'
import { onlyThisBuild } from './older-builds.ts'

const here = { scope: 'https://a.example/', build: 'new' }
const lock = (clientId: string, build: string, scope = here.scope) => ({ clientId, name: buildLock(scope, build) })

describe('older files may go', () => {
  test.each([
    ['no window is open', [], [], true],
    ['every window is of this build', ['a', 'b'], [lock('a', 'new'), lock('b', 'new')], true],
    ['one window is of the build before', ['a', 'b'], [lock('a', 'new'), lock('b', 'old')], false],
    ['one window is still loading', ['a', 'b'], [lock('a', 'new')], false],
    ['a window of another site on the same host is old', ['a'], [lock('a', 'new'), lock('x', 'old')], true],
    ['the lock is that of another site', ['a'], [lock('a', 'new', 'https://a.example/beta/')], false],
  ])('%s: %#', (_, windows, held, expected) => {
    expect(onlyThisBuild(windows, held, here)).toBe(expected)
  })
})
