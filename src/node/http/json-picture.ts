/** A picture within JSON: `{"image": "<base64 or data: URL>"}`. */
import { HttpRefusal } from './problem.ts'

// Many megabytes of brackets would become many times as many bytes of arrays, while everybody else waits. A picture needs
// one brace, and the comma of a data: URL.
const MAX_STRUCTURE = 100
const [BRACKET, BRACE, COMMA] = [0x5b, 0x7b, 0x2c]

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/

function isCrowded(json: Uint8Array): boolean {
  let count = 0
  for (const byte of json) {
    if ((byte === BRACKET || byte === BRACE || byte === COMMA) && ++count > MAX_STRUCTURE) return true
  }
  return false
}

function parsed(json: Uint8Array): unknown {
  if (isCrowded(json)) throw new HttpRefusal('BodyMalformed', 'The JSON holds more than a picture')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as unknown
  } catch {
    throw new HttpRefusal('BodyMalformed', 'The body is not JSON')
  }
}

/**
 * The picture's bytes.
 *
 * @throws BodyMalformed | ImageMissing
 */
export function jsonPicture(json: Uint8Array): Uint8Array<ArrayBuffer> {
  const value = parsed(json)
  const image = typeof value === 'object' && value !== null && 'image' in value ? value.image : undefined
  if (typeof image !== 'string') throw new HttpRefusal('ImageMissing', 'The JSON has no text "image"')
  const [, url] = /^data:[^,]*;base64,(.*)$/is.exec(image) ?? []
  // `base64` of the shell breaks lines.
  const base64 = (url ?? image).replace(/\s+/g, '')
  if (!BASE64.test(base64))
    throw new HttpRefusal('BodyMalformed', '"image" is neither base64 nor a data: URL of base64')
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
