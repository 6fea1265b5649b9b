/** A sentence for every code that can end a picture's way or a model's, for people at a terminal. */
import { type ErrorCode, toWhatsitError } from '../../core/errors.ts'
import { MAX_BYTES, MAX_PIXELS } from '../../core/limits.ts'
import { PartMissing } from '../part-missing.ts'
import { type RefusedCode, RefusedError } from '../refused.ts'
import { InputError } from './input.ts'
import type { RowError } from './row.ts'

const sentences: Record<ErrorCode | RefusedCode, string> = {
  ImageEmpty: 'It is empty.',
  ImageTooLarge: `It is too large: Whatsit reads up to ${MAX_PIXELS / 1e6} megapixels, in files of up to ${MAX_BYTES / 2 ** 20} MB.`,
  ImageUndecodable: 'It is damaged: it starts like a picture, and not all of it can be read.',
  ImageUnsupported: 'It is no picture that Whatsit can read: JPEG, PNG, WebP, GIF or AVIF.',
  ImageUnreadable: 'It could not be read.',
  ImageHeic: 'It is an iPhone’s HEIC picture, which cannot be read here. Save it as JPEG.',
  ImageSvg: 'It is an SVG drawing, which has no pixels of its own. Save it as PNG.',
  ImageVideo: 'It is a video. Save a frame of it as a picture.',
  ImagePdf: 'It is a PDF document. Save the page as a picture.',
  ImageElsewhere: 'It is on another site.',
  ImageUnreachable: 'There is no picture at that address.',
  ModelUnreachable: 'The model’s files are not there. Install Whatsit again, or name their folder with --models.',
  ModelCorrupt: 'The model’s files are not what its manifest says: they were not used. Install Whatsit again.',
  ModelUnsupported: 'This version of Whatsit, or this engine, cannot use that model.',
  OutOfMemory: 'There was not enough memory. Try fewer --jobs.',
  Cancelled: 'It was skipped.',
  WorkerLost: 'The thread that had it stopped, often for lack of memory. Try fewer --jobs.',
  WorkerUnreachable: 'A part of Whatsit is missing. Install it again.',
  AssetsElsewhere: 'Its files are on another site.',
  RuntimeFailed: 'The engine could not start. Try another --engine.',
  SelfTestFailed: 'The engine computes wrong numbers on this machine, so it is not used. Try another --engine.',
  RunFailed: 'The calculation failed.',
  VersionMismatch: 'Files of two versions of Whatsit are mixed. Install it again.',
  PixelsScrambled: 'Its pixels cannot be read.',
  Unexpected: 'Something went wrong in Whatsit itself.',
  QueueFull: 'Too many pictures were waiting.',
  TimedOut: 'It took too long.',
  ModelUnknown: 'There is no such model; whatsit models lists them.',
}

/** @param error  anything thrown; what has no code of its own is "Unexpected", with what it says */
export function rowError(error: unknown): RowError {
  if (error instanceof InputError) return { code: error.name, message: error.message }
  if (error instanceof RefusedError) return { code: error.name, message: sentences[error.name] }
  if (error instanceof PartMissing) return { code: error.name, message: sentences.WorkerUnreachable }
  const { name, message } = toWhatsitError(error)
  return { code: name, message: name === 'Unexpected' ? `${sentences[name]} (${message})` : sentences[name] }
}
