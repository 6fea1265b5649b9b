/** The camera: opening it, switching it, taking a picture. Every way it can fail has its note. */
import type { NoteCode } from '../client/messages.ts'

// Enough for any model here, and small enough that a phone starts the preview at once.
const WIDTH = 1920
const HEIGHT = 1080
const JPEG_QUALITY = 0.95

/** Why there is no camera picture; `note` names the sentence. */
export class CameraError extends Error {
  readonly note: NoteCode

  constructor(note: NoteCode, cause?: unknown) {
    super(note, { cause })
    this.note = note
  }
}

const NOTES: Readonly<Record<string, NoteCode>> = {
  NotAllowedError: 'CameraDenied',
  SecurityError: 'CameraDenied',
  NotFoundError: 'CameraMissing',
  OverconstrainedError: 'CameraMissing',
  NotReadableError: 'CameraBusy',
  AbortError: 'CameraBusy',
}

type Devices = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'>

/**
 * @param which  what the camera should be: facing away from the person at first
 * @param devices  undefined where the browser has none: insecure contexts
 * @throws CameraError
 */
export async function openCamera(
  which: MediaTrackConstraints = { facingMode: 'environment' },
  devices: Devices | undefined = navigator.mediaDevices,
): Promise<MediaStream> {
  if (devices === undefined) throw new CameraError(isSecureContext ? 'CameraMissing' : 'CameraInsecure')
  try {
    const video = { width: { ideal: WIDTH }, height: { ideal: HEIGHT }, ...which }
    return await devices.getUserMedia({ video, audio: false })
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    throw new CameraError(NOTES[name] ?? 'CameraMissing', error)
  }
}

/**
 * What to open for the next camera, or undefined if there is only this one. Phones have several to a side, so there the
 * sides are switched; elsewhere the cameras take turns.
 *
 * @param current  settings of the camera's track
 */
export async function nextCamera(
  current: MediaTrackSettings,
  devices: Devices = navigator.mediaDevices,
): Promise<MediaTrackConstraints | undefined> {
  const cameras = (await devices.enumerateDevices()).filter((device) => device.kind === 'videoinput')
  if (cameras.length < 2) return undefined
  if (current.facingMode === 'environment') return { facingMode: 'user' }
  if (current.facingMode === 'user') return { facingMode: 'environment' }
  const at = cameras.findIndex((camera) => camera.deviceId === current.deviceId)
  const next = cameras[(at + 1) % cameras.length]
  return next && { deviceId: { exact: next.deviceId } }
}

/** Switches the camera off. */
export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/**
 * The frame on show, as a JPEG file; never mirrored, whatever the preview does.
 *
 * @throws CameraError  before the first frame
 */
export async function takePicture(video: HTMLVideoElement): Promise<File> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY))
  if (jpeg === null) throw new CameraError('CameraLost')
  return new File([jpeg], 'Camera picture', { type: 'image/jpeg' })
}
