/**
 * multipart/form-data as parts, one at a time, each whole and in memory: the next one is read when it is asked for, so a
 * form of many pictures never lies here all at once.
 */
import { getMultipartBoundary, MultipartParser, type MultipartPart } from '@remix-run/multipart-parser'
import { HttpRefusal } from './problem.ts'

export interface FormPart {
  /** The field's name; undefined where the part has none that can be read. */
  readonly field: string | undefined
  readonly filename: string | undefined
  /** A file rather than a text that somebody typed. */
  readonly isFile: boolean
  readonly size: number
  /** Its bytes, in memory of their own; once, since they are let go of here. */
  take(): Uint8Array<ArrayBuffer>
}

export interface FormLimits {
  readonly maxPartBytes: number
  readonly maxParts: number
}

/** Names of field and file, with what browsers add to them. */
const MAX_HEADER_BYTES = 8 * 1024
/** RFC 2046, section 5.1.1, allows 70. */
const MAX_BOUNDARY = 200

function formPart(part: MultipartPart): FormPart {
  const { size } = part
  const take = (): Uint8Array<ArrayBuffer> => {
    const bytes = part.bytes as Uint8Array<ArrayBuffer>
    part.content.length = 0
    return bytes
  }
  try {
    return { field: part.name, filename: part.filename, isFile: part.isFile, size, take }
  } catch {
    // Names in another encoding than UTF-8, as old clients write them. The picture is what counts.
    return { field: undefined, filename: undefined, isFile: true, size, take }
  }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  switch (error.name) {
    case 'MaxFileSizeExceededError':
    case 'MaxTotalSizeExceededError':
      return new HttpRefusal('BodyTooLarge', error.message)
    case 'MaxPartsExceededError':
      return new HttpRefusal('TooManyParts', error.message)
    case 'MaxHeaderSizeExceededError':
    case 'MultipartParseError':
      return new HttpRefusal('BodyMalformed', error.message)
    default:
      return error
  }
}

/** True once the last boundary has come: what may follow it is of no meaning. */
function isDone(parser: MultipartParser): boolean {
  try {
    parser.finish()
    return true
  } catch {
    return false
  }
}

/** @throws BodyMalformed  where the Content-Type names no boundary */
export function formBoundary(contentType: string): string {
  const boundary = getMultipartBoundary(contentType)?.trim() ?? ''
  if (boundary === '' || boundary.length > MAX_BOUNDARY) {
    throw new HttpRefusal('BodyMalformed', 'The Content-Type names no boundary')
  }
  return boundary
}

/**
 * @param pieces  of the body
 * @throws BodyMalformed | BodyTooLarge | TooManyParts, and what `pieces` throws
 */
export async function* formParts(
  pieces: AsyncIterable<Uint8Array>,
  boundary: string,
  { maxPartBytes, maxParts }: FormLimits,
): AsyncGenerator<FormPart> {
  const parser = new MultipartParser(boundary, {
    maxHeaderSize: MAX_HEADER_BYTES,
    maxFileSize: maxPartBytes,
    maxParts,
    // `pieces` counts.
    maxTotalSize: Number.POSITIVE_INFINITY,
  })
  try {
    for await (const piece of pieces) {
      if (isDone(parser)) continue
      for (const part of parser.write(piece)) yield formPart(part)
    }
    parser.finish()
  } catch (error) {
    throw refusal(error)
  }
}
