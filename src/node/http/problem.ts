/**
 * How a refusal reads: application/problem+json (RFC 9457), whose `code` is the error's name. One table says which status
 * and title each code has; the OpenAPI document and docs/http.md take it from here.
 */
import { type ErrorCode, hasErrorCode } from '../../core/errors.ts'
import { REFUSED_CODES, type RefusedCode } from '../refused.ts'

interface Problem {
  readonly status: 400 | 404 | 405 | 408 | 413 | 415 | 421 | 422 | 429 | 500 | 503
  /** One sentence, the same each time. */
  readonly title: string
  /** Seconds after which the same request may be answered; absent where trying again is of no use. */
  readonly retryAfter?: number
}

/** What HTTP alone can refuse. */
const HTTP_PROBLEMS = {
  BodyMalformed: { status: 400, title: 'The body is not what its Content-Type says' },
  BodyCut: { status: 400, title: 'The body ended before its end' },
  ImageMissing: { status: 400, title: 'There is no picture in the body' },
  ParameterWrong: { status: 400, title: 'A query parameter has a value that it may not have' },
  RouteUnknown: { status: 404, title: 'There is nothing at this path' },
  MethodWrong: { status: 405, title: 'This path does not answer this method' },
  BodySlow: { status: 408, title: 'The body took too long to arrive' },
  BodyTooLarge: { status: 413, title: 'The body has more bytes than are taken' },
  TooManyParts: { status: 413, title: 'The form has more fields than are read' },
  EncodingUnsupported: { status: 415, title: 'The body is compressed, which is not undone here' },
  HostRefused: { status: 421, title: 'The Host header names another site' },
  MemoryFull: { status: 429, title: 'As many bytes of pictures are held as may be', retryAfter: 1 },
  Loading: { status: 503, title: 'The model is still loading', retryAfter: 1 },
  Ending: { status: 503, title: 'The server is ending', retryAfter: 5 },
} as const satisfies Readonly<Record<string, Problem>>

export type HttpCode = keyof typeof HTTP_PROBLEMS

/** Every code that can come, in the order of the statuses. */
export const PROBLEMS = {
  ImageEmpty: { status: 400, title: 'The picture has no bytes' },
  ModelUnknown: { status: 400, title: 'There is no model of this name' },
  ImageTooLarge: { status: 413, title: 'The picture has more pixels or bytes than are taken' },
  ImageUnsupported: { status: 415, title: 'It is not a picture, or of a kind that is not read here' },
  ImageSvg: { status: 415, title: 'Drawings (SVG) are not read' },
  ImageHeic: { status: 415, title: 'HEIC pictures are not read here' },
  ImagePdf: { status: 415, title: 'PDF documents are not read' },
  ImageVideo: { status: 415, title: 'Films are not read' },
  ImageUndecodable: { status: 422, title: 'The picture is damaged or cut short' },
  QueueFull: { status: 429, title: 'As many pictures wait as may', retryAfter: 1 },
  RunFailed: { status: 500, title: 'The engine failed on this picture' },
  Unexpected: { status: 500, title: 'Something went wrong here' },
  TimedOut: { status: 503, title: 'The picture took longer than it may' },
  WorkerLost: { status: 503, title: 'The thread that had the picture ended; another took over', retryAfter: 1 },
  OutOfMemory: { status: 503, title: 'There was not enough memory for this picture' },
  Cancelled: { status: 503, title: 'The picture was taken off the queue' },
  ModelUnreachable: { status: 503, title: 'The model could not be read' },
  ModelCorrupt: { status: 503, title: 'The model is not the one that its manifest names' },
  ModelUnsupported: { status: 503, title: 'The model asks for something that this version does not do' },
  SelfTestFailed: { status: 503, title: 'The engine computes other numbers than the model should give' },
  RuntimeFailed: { status: 503, title: 'The engine did not start' },
  ...HTTP_PROBLEMS,
} as const satisfies Readonly<Record<RefusedCode | HttpCode, Problem> & Partial<Record<ErrorCode, Problem>>>

export type ProblemCode = keyof typeof PROBLEMS

/** A refusal of HTTP's own. */
export class HttpRefusal extends Error {
  override readonly name: HttpCode

  /** @param message  what exactly was met; nothing of a picture */
  constructor(code: HttpCode, message: string) {
    super(message)
    this.name = code
  }
}

const isRefused = (error: unknown): error is Error =>
  error instanceof Error && (error instanceof HttpRefusal || REFUSED_CODES.some((code) => code === error.name))

/** As it is sent. */
export interface ProblemDocument {
  /** `urn:whatsit:` and the code. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemCode
}

export function problemDocument(error: unknown): ProblemDocument {
  const known = (hasErrorCode(error) || isRefused(error)) && error.name in PROBLEMS
  const code = known ? (error.name as ProblemCode) : 'Unexpected'
  const { status, title } = PROBLEMS[code]
  // What has no code is a defect, and its message may hold more than a client should read.
  return { type: `urn:whatsit:${code}`, title, status, detail: known ? error.message : title, code }
}

/** @param headers  beside those of the problem: `Allow` */
export function problemResponse(document: ProblemDocument, headers: Readonly<Record<string, string>> = {}): Response {
  const { retryAfter }: Problem = PROBLEMS[document.code]
  return new Response(`${JSON.stringify(document)}\n`, {
    status: document.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
      ...headers,
    },
  })
}
