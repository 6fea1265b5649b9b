/**
 * What the page says when something went wrong: what happened, then what to do next. Every code has its sentence, or this
 * file does not compile.
 */
import { type ErrorCode, toWhatsitError } from '../core/errors.ts'
import { MAX_BYTES, MAX_PIXELS } from '../core/limits.ts'

export interface Message {
  /** What happened, a few words. */
  readonly title: string
  /** What to do next, one or two sentences. */
  readonly advice: string
}

const MEGAPIXELS = MAX_PIXELS / 1_000_000
// Of 2^20 bytes, as the limit and most file windows count: where they are smaller, a little more is taken than is said.
const FILE_MEGABYTES = MAX_BYTES / 2 ** 20

/** For each error that the classifier can meet. */
export const messages: Record<ErrorCode, Message> = {
  ImageEmpty: {
    title: 'This file is empty',
    advice: 'It has no bytes. If it is still being copied or downloaded, wait until that is done and choose it again.',
  },
  ImageTooLarge: {
    title: 'This picture is too large',
    advice: `Whatsit reads up to ${MEGAPIXELS} megapixels, in files of up to ${FILE_MEGABYTES} MB. Save a smaller copy and choose that.`,
  },
  ImageUndecodable: {
    title: 'This picture is damaged',
    advice: 'It starts like a picture, but your browser could not read all of it. Try the original, or another copy.',
  },
  ImageUnsupported: {
    title: 'This is not a picture Whatsit can read',
    advice: 'Choose a JPEG, PNG, WebP, GIF, AVIF or BMP.',
  },
  ImageUnreadable: {
    title: 'This file could not be opened',
    advice: 'It may have been moved, changed or deleted since you chose it. Choose it again.',
  },
  ImageHeic: {
    title: 'This is an iPhone HEIC picture',
    advice: 'This browser cannot read it. Share it as JPEG, or open this page in Safari.',
  },
  ImageSvg: {
    title: 'This is an SVG drawing',
    advice: 'Drawings have no pixels of their own. Save it as PNG and choose that.',
  },
  ImageVideo: {
    title: 'This is a video',
    advice: 'Pause it where it matters, take a screenshot, and choose that.',
  },
  ImagePdf: {
    title: 'This is a PDF document',
    advice: 'Take a screenshot of the page that holds the picture, and choose that.',
  },
  ImageElsewhere: {
    title: 'That picture is on another site',
    advice: 'So that nothing leaks, this page may not talk to other sites. Save the picture and drop it here.',
  },
  ImageUnreachable: {
    title: 'There is no picture at that address',
    advice: 'Check the address and your connection, or choose a picture from this device.',
  },
  ModelUnreachable: {
    title: 'The model could not be downloaded',
    advice: 'Check your connection, then try again. Your pictures wait here.',
  },
  ModelCorrupt: {
    title: 'The model arrived damaged',
    advice:
      'It was thrown away, not used. Try again. If it keeps happening, something on your network changes downloads.',
  },
  ModelUnsupported: {
    title: 'This version of Whatsit cannot use that model',
    advice: 'Reload the page to get the newest version.',
  },
  OutOfMemory: {
    title: 'There was not enough memory',
    advice: 'Close some other tabs or apps and try again, or save a smaller copy of the picture.',
  },
  Cancelled: {
    title: 'This picture was skipped',
    advice: 'Choose it again to get an answer.',
  },
  WorkerLost: {
    // At a picture, which may have hung or been tried twice, or while the model was loading: true of each.
    title: 'The classifier stopped',
    advice:
      'Often that is for lack of memory. Close some other tabs or apps and try again, or choose a smaller picture.',
  },
  WorkerUnreachable: {
    title: 'A part of Whatsit did not arrive',
    advice: 'Check your connection, then try again. Your pictures wait here.',
  },
  AssetsElsewhere: {
    title: 'The classifier’s files are on another site',
    advice:
      'So that nothing leaks, this page loads them from its own address only. Tell whoever looks after this page.',
  },
  RuntimeFailed: {
    title: 'The classifier could not start',
    advice: 'Try again. If that does not help, restart your browser or update it.',
  },
  SelfTestFailed: {
    title: 'This device gives wrong numbers',
    advice:
      'A test before the first picture failed, so Whatsit does not answer with it. Update your browser, or try another model.',
  },
  RunFailed: {
    // At a picture, or in the run that warms up the model.
    title: 'The calculation failed',
    advice: 'Try again. If it fails at one picture only, other pictures still work.',
  },
  VersionMismatch: {
    title: 'A new version arrived meanwhile',
    advice: 'Reload the page to finish the update, then choose the picture again.',
  },
  PixelsScrambled: {
    title: 'Your browser hides the picture from this page',
    advice:
      'A setting against fingerprinting gives random pixels instead. Allow this page to read canvases, then try again.',
  },
  Unexpected: {
    title: 'Something went wrong here',
    advice: 'This is a fault in Whatsit, not in your picture. Try again, or reload the page.',
  },
}

/** For a model that the site does not have: no connection puts that right. */
export const modelMissing: Message = {
  title: messages.ModelUnreachable.title,
  advice: 'This site does not have it. Tell whoever looks after this page. Your pictures wait here.',
}

// An error crosses the worker's border as name and message alone, and the status is in that.
const NOT_THERE = /: HTTP (?:404|410)$/

/** @param error  anything thrown; what has no code of its own reads as "Unexpected" */
export function messageFor(error: unknown): Message {
  const { name, message } = toWhatsitError(error)
  return name === 'ModelUnreachable' && NOT_THERE.test(message) ? modelMissing : messages[name]
}

/** What can go wrong before there is a picture at all. */
export type NoteCode =
  | 'DropNothing'
  | 'DropFolder'
  | 'DropElsewhere'
  | 'PasteNothing'
  | 'PasteRefused'
  | 'CameraDenied'
  | 'CameraMissing'
  | 'CameraBusy'
  | 'CameraInsecure'
  | 'CameraLost'

export const notes: Record<NoteCode, Message> = {
  DropNothing: {
    title: 'That was not a picture',
    advice: 'Drop a picture file here.',
  },
  DropFolder: {
    title: 'That is a folder',
    advice: 'Open it and drop the pictures inside. You can drop many at once.',
  },
  DropElsewhere: {
    title: 'That picture is on another page',
    advice:
      'So that nothing leaks, this page may not fetch it. Save the picture and drop the file, or copy and paste it.',
  },
  PasteNothing: {
    title: 'There is no picture to paste',
    advice: 'Copy a picture first, then paste it here.',
  },
  PasteRefused: {
    title: 'The clipboard stayed closed',
    advice: 'Allow pasting when your browser asks, or press Ctrl+V (on a Mac, Cmd+V).',
  },
  CameraDenied: {
    title: 'The camera is not allowed',
    advice: 'Allow it for this page in your browser’s address bar or settings, then open the camera again.',
  },
  CameraMissing: {
    title: 'No camera was found',
    advice: 'Connect one and try again, or choose a picture instead.',
  },
  CameraBusy: {
    title: 'The camera is busy',
    advice: 'Another app seems to be using it. Close that app and try again.',
  },
  CameraInsecure: {
    title: 'The camera needs a secure page',
    advice:
      'Browsers open the camera only over https. Choose a picture instead, or open this page by its https address.',
  },
  CameraLost: {
    title: 'The camera stopped',
    advice: 'It was unplugged or switched off. Open the camera again.',
  },
}
