/**
 * Every error that a user can meet. Comlink carries only name, message and stack across the worker's border, so the
 * code is the error's `name`; `client/messages.ts` turns it into a sentence, `node/http/problem.ts` into a status.
 */

/** The codes, each with what happened. The sentences for people live in `client/messages.ts`. */
export const ERROR_CODES = [
  /** The file has no bytes. */
  'ImageEmpty',
  /** More pixels than MAX_PIXELS, or more bytes than MAX_BYTES: refused from the header, before decoding. */
  'ImageTooLarge',
  /** It is a picture by its header, and the browser could not decode it: cut short or damaged. */
  'ImageUndecodable',
  /** Not a picture, or a kind of picture that nothing here decodes. */
  'ImageUnsupported',
  /** The file behind it could not be read: moved, changed or deleted since it was chosen, or a folder. */
  'ImageUnreadable',
  /** An iPhone's HEIC picture in a browser that cannot decode it. */
  'ImageHeic',
  /** A drawing (SVG): it may load things from elsewhere and has no pixels of its own. */
  'ImageSvg',
  'ImageVideo',
  'ImagePdf',
  /** `?url=` or `classify(url)`: another site's address; the page may not talk to other sites. */
  'ImageElsewhere',
  /** `?url=` or `classify(url)`: the address gave no picture (404, no network, an HTML page). */
  'ImageUnreachable',
  /** No network, or the server does not have the model. */
  'ModelUnreachable',
  /** The bytes that came are not the model that the manifest names (size or sha256). */
  'ModelCorrupt',
  /** The manifest or the model asks for something this version does not do. */
  'ModelUnsupported',
  'OutOfMemory',
  /** The caller's AbortSignal fired, or the person took the picture off the queue. */
  'Cancelled',
  /** The worker died or hung while it had the picture; another one took over. */
  'WorkerLost',
  /** The worker's own files, or the runtime's, did not arrive. */
  'WorkerUnreachable',
  /** A page of one's own: it names files on another origin, where a worker cannot come from. */
  'AssetsElsewhere',
  /** The runtime did not start, threaded or not. */
  'RuntimeFailed',
  /** The engine starts, and computes other numbers than the model's golden ones: it is not used. */
  'SelfTestFailed',
  /** The runtime failed on this picture; another worker took over. */
  'RunFailed',
  /** The worker's files belong to another build than the page: a reload puts it right. */
  'VersionMismatch',
  /** A privacy setting makes the browser give random pixels where a canvas is read: an answer would be about noise. */
  'PixelsScrambled',
  /** A defect of ours: everything that has no code of its own. */
  'Unexpected',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

export class WhatsitError extends Error {
  override readonly name: ErrorCode

  /**
   * @param code  becomes the error's `name`
   * @param message  for developers: what exactly was met; never shown alone to a person
   */
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = code
  }
}

const CODES: ReadonlySet<string> = new Set(ERROR_CODES)

/** True for a {@link WhatsitError}, also for one that crossed a worker's border and lost its class. */
export function hasErrorCode(error: unknown): error is Error & { name: ErrorCode } {
  return error instanceof Error && CODES.has(error.name)
}

/** The error as a {@link WhatsitError}; what has no code of its own becomes `fallback`, with the first as its cause. */
export function toWhatsitError(error: unknown, fallback: ErrorCode = 'Unexpected'): WhatsitError {
  if (error instanceof WhatsitError) return error
  if (hasErrorCode(error)) return new WhatsitError(error.name, error.message, { cause: error })
  return new WhatsitError(fallback, error instanceof Error ? `${error.name}: ${error.message}` : String(error), {
    cause: error,
  })
}
