import { describe, expect, test } from 'vitest'
import {
  OVERLAY_OFF,
  type OverlaySettings,
  parseOverlaySettings,
  recallOverlay,
  rememberOverlay,
} from './overlay-settings.ts'

describe('parseOverlaySettings', () => {
  test.each<[string | null, Partial<OverlaySettings>]>([
    [null, {}],
    ['', {}],
    ['{', {}],
    ['null', {}],
    ['"saw"', {}],
    ['[]', {}],
    ['{"saw":true}', { saw: true }],
    ['{"saw":1,"looked":"true"}', {}],
    ['{"saw":true,"looked":true,"strength":0.3}', { saw: true, looked: true, strength: 0.3 }],
    ['{"looked":true,"strength":0}', { looked: true }],
    ['{"looked":true,"strength":2}', { looked: true }],
    ['{"looked":true,"strength":"0.5"}', { looked: true }],
    ['{"looked":true,"strength":null}', { looked: true }],
  ])('%s', (text, settings) => {
    expect(parseOverlaySettings(text)).toEqual({ ...OVERLAY_OFF, ...settings })
  })
})

describe('remembered', () => {
  test('comes back as it was', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }
    expect(recallOverlay(() => storage)).toEqual(OVERLAY_OFF)
    const settings = { saw: true, looked: false, strength: 0.4 }
    rememberOverlay(() => storage, settings)
    expect(recallOverlay(() => storage)).toEqual(settings)
  })

  test('a forbidden storage is as an empty one', () => {
    const forbidden = (): never => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    expect(() => rememberOverlay(forbidden, OVERLAY_OFF)).not.toThrow()
    expect(recallOverlay(forbidden)).toEqual(OVERLAY_OFF)
  })
})
