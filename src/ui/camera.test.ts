import { describe, expect, test, vi } from 'vitest'
import { nextCamera, openCamera } from './camera.ts'

const device = (deviceId: string, kind = 'videoinput') => ({ deviceId, kind }) as MediaDeviceInfo

function devices(...list: MediaDeviceInfo[]) {
  return { getUserMedia: vi.fn<MediaDevices['getUserMedia']>(), enumerateDevices: async () => list }
}

describe('openCamera', () => {
  test.each([
    ['NotAllowedError', 'CameraDenied'],
    ['SecurityError', 'CameraDenied'],
    ['NotFoundError', 'CameraMissing'],
    ['OverconstrainedError', 'CameraMissing'],
    ['NotReadableError', 'CameraBusy'],
    ['AbortError', 'CameraBusy'],
    ['SomethingNew', 'CameraMissing'],
  ])('%s reads as %s', async (name, note) => {
    const broken = devices()
    broken.getUserMedia.mockRejectedValue(new DOMException('no', name))
    await expect(openCamera({}, broken)).rejects.toMatchObject({ note })
  })

  test.each([
    [true, 'CameraMissing'],
    [false, 'CameraInsecure'],
  ])('no camera access at all, secure %s, reads as %s', async (secure, note) => {
    vi.stubGlobal('isSecureContext', secure)
    vi.stubGlobal('navigator', {})
    await expect(openCamera({})).rejects.toMatchObject({ note })
    vi.unstubAllGlobals()
  })
})

describe('nextCamera', () => {
  const one = devices(device('a'), device('mic', 'audioinput'))
  const two = devices(device('a'), device('b'))

  test.each([
    ['one camera has no other', one, { deviceId: 'a' }, undefined],
    ['from the back to the front', two, { deviceId: 'a', facingMode: 'environment' }, { facingMode: 'user' }],
    ['from the front to the back', two, { deviceId: 'b', facingMode: 'user' }, { facingMode: 'environment' }],
    ['two on a laptop take turns', two, { deviceId: 'a' }, { deviceId: { exact: 'b' } }],
    ['and the last is followed by the first', two, { deviceId: 'b' }, { deviceId: { exact: 'a' } }],
  ])('%s', async (_name, list, current, next) => {
    expect(await nextCamera(current, list)).toEqual(next)
  })
})
