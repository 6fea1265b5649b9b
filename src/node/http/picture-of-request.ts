/** The one picture of a request: a form's, a JSON's, or the body itself whatever its type, since its bytes tell what it is. */
import type { IncomingMessage } from 'node:http'
import { jsonPicture } from './json-picture.ts'
import { type FormPart, formBoundary, formParts } from './multipart.ts'
import { HttpRefusal } from './problem.ts'
import { type BodyOptions, bodyPieces, wholeBody } from './read-body.ts'

/** The field that is taken before all others. */
const FIELD = 'image'
/** Of a form with one picture; generous, since pages send what else they have. */
const MAX_PARTS = 100

export function mediaTypeOf(incoming: IncomingMessage): string {
  return (incoming.headers['content-type'] ?? '').replace(/;.*/s, '').trim().toLowerCase()
}

/** @throws EncodingUnsupported */
export function refuseEncoded(incoming: IncomingMessage): void {
  const encoding = incoming.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity') throw new HttpRefusal('EncodingUnsupported', 'Content-Encoding is not undone')
}

/** True for what counts as a picture in a form. */
export function isPicturePart({ field, isFile }: FormPart): boolean {
  return isFile || field === FIELD
}

async function formPicture(incoming: IncomingMessage, options: BodyOptions): Promise<Uint8Array<ArrayBuffer>> {
  const boundary = formBoundary(incoming.headers['content-type'] ?? '')
  const limits = { maxPartBytes: options.maxBytes, maxParts: MAX_PARTS }
  let found: FormPart | undefined
  // To the end, although it may have been found: a form that is cut short is not a form.
  for await (const part of formParts(bodyPieces(incoming, options), boundary, limits)) {
    const better = part.field === FIELD && found?.field !== FIELD
    if (isPicturePart(part) && (found === undefined || better)) found = part
  }
  if (found === undefined) throw new HttpRefusal('ImageMissing', 'The form has no file')
  return found.take()
}

/**
 * @returns the bytes of the picture's file; empty where the body is
 * @throws BodyMalformed | ImageMissing | TooManyParts, and what reading the body throws
 */
export async function pictureOfRequest(
  incoming: IncomingMessage,
  options: BodyOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  switch (mediaTypeOf(incoming)) {
    case 'multipart/form-data':
      return formPicture(incoming, options)
    case 'application/json':
      return jsonPicture(await wholeBody(incoming, options))
    default:
      return wholeBody(incoming, options)
  }
}
