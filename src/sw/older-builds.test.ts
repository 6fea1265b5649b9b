import { describe, expect, test } from 'vitest'
import { buildLock } from '../core/offline-shell.ts'
import { onlyThisBuild } from './older-builds.ts'

const here = { scope: 'https://a.example/', build: 'new' }
const ours = buildLock(here.scope, 'new')
const older = buildLock(here.scope, 'old')
const elsewhere = buildLock('https://a.example/beta/', 'old')

describe('older files may go', () => {
  test.each([
    ['no window is open', 0, [], true],
    ['every window is of this build', 2, [ours, ours], true],
    ['one window is of the build before', 2, [ours, older], false],
    ['a window of the build before is not under control', 1, [ours, older], false],
    ['one window is still loading', 2, [ours], false],
    ['a window of another site on the same host is old', 1, [ours, elsewhere], true],
    ['the only lock is that of another site', 1, [elsewhere], false],
    ['other locks are held', 1, [ours, 'whatsit-worker-1', undefined], true],
  ])('%s', (_, windows, held, expected) => {
    expect(onlyThisBuild(windows, held, here)).toBe(expected)
  })
})
