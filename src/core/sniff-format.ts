/**
 * What a file is, by its first bytes: names and declared types lie, and a decoder's own sniffing answers "no" without
 * saying to what. Nothing here decodes.
 */
import { type ErrorCode, WhatsitError } from './errors.ts'

/** Kinds that a decoder may know, named by the type that the browser's is told. */
export type PictureType =
  | 'image/jpeg'
  | 'image/png'
  | 'image/webp'
  | 'image/gif'
  | 'image/avif'
  | 'image/bmp'
  | 'image/x-icon'
  | 'image/heic'
  | 'image/tiff'
  | 'image/jxl'
  | 'image/jp2'

/** Bytes that {@link sniffFormat} wants to see; SVGs with a long preamble are the reason that it is not 16. */
export const FORMAT_BYTES = 1024

/**
 * @param head  the first {@link FORMAT_BYTES} bytes, fewer only where the file ends
 * @throws ImageEmpty | ImageSvg | ImageVideo | ImagePdf | ImageUnsupported
 */
export function sniffFormat(head: Uint8Array): PictureType {
  if (head.length === 0) throw new WhatsitError('ImageEmpty', 'The file has no bytes')
  const found = SIGNATURES.find(({ at, bytes }) => startsWith(head, at, bytes))
  const kind = found?.kind ?? isoBaseMedia(head) ?? markup(head)
  if (kind === undefined) {
    const seen = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    throw new WhatsitError('ImageUnsupported', `No picture begins with the bytes ${seen}`)
  }
  if (isPictureType(kind)) return kind
  throw new WhatsitError(kind, 'Told by its first bytes')
}

/**
 * The code for a picture that a decoder does not decode. Safari decodes HEIC, TIFF, JPEG XL and JPEG 2000, so these are
 * tried before they are refused.
 */
export function codeWhenUndecodable(type: PictureType): ErrorCode {
  if (type === 'image/heic') return 'ImageHeic'
  return type === 'image/tiff' || type === 'image/jxl' || type === 'image/jp2' ? 'ImageUnsupported' : 'ImageUndecodable'
}

type Refusal = 'ImageSvg' | 'ImageVideo' | 'ImagePdf' | 'ImageUnsupported'
type Kind = PictureType | Refusal

function isPictureType(kind: Kind): kind is PictureType {
  return kind.startsWith('image/')
}

interface Signature {
  readonly at: number
  /** As Latin-1 text, `?` for any byte. */
  readonly bytes: string
  readonly kind: Kind
}

// The WHATWG MIME Sniffing Standard's signatures, and those of the other formats' own specifications.
const SIGNATURES: readonly Signature[] = [
  { at: 0, bytes: '\xff\xd8\xff', kind: 'image/jpeg' },
  { at: 0, bytes: '\x89PNG\r\n\x1a\n', kind: 'image/png' },
  { at: 0, bytes: 'RIFF????WEBPVP8', kind: 'image/webp' },
  { at: 0, bytes: 'GIF87a', kind: 'image/gif' },
  { at: 0, bytes: 'GIF89a', kind: 'image/gif' },
  // Bytes 6 to 9 are reserved, and zero: "BM" alone begins many a text.
  { at: 0, bytes: 'BM????\0\0\0\0', kind: 'image/bmp' },
  { at: 0, bytes: '\0\0\x01\0', kind: 'image/x-icon' },
  { at: 0, bytes: 'II*\0', kind: 'image/tiff' },
  { at: 0, bytes: 'MM\0*', kind: 'image/tiff' },
  { at: 0, bytes: '\xff\x0a', kind: 'image/jxl' },
  { at: 0, bytes: '\0\0\0\x0cJXL \r\n\x87\n', kind: 'image/jxl' },
  { at: 0, bytes: '\0\0\0\x0cjP  \r\n\x87\n', kind: 'image/jp2' },
  { at: 0, bytes: '\x1aE\xdf\xa3', kind: 'ImageVideo' },
  { at: 0, bytes: 'RIFF????AVI ', kind: 'ImageVideo' },
  { at: 0, bytes: 'OggS', kind: 'ImageVideo' },
  { at: 0, bytes: 'FLV\x01', kind: 'ImageVideo' },
  { at: 0, bytes: '\0\0\x01\xba', kind: 'ImageVideo' },
  { at: 0, bytes: '%PDF-', kind: 'ImagePdf' },
  // QuickTime before it had 'ftyp'.
  { at: 4, bytes: 'moov', kind: 'ImageVideo' },
  { at: 4, bytes: 'mdat', kind: 'ImageVideo' },
]

function startsWith(head: Uint8Array, at: number, bytes: string): boolean {
  if (head.length < at + bytes.length) return false
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== '?' && head[at + i] !== bytes.charCodeAt(i)) return false
  }
  return true
}

// ISO 23008-12 (HEIF) and the AVIF specification. 'mif1' and 'msf1' say only "some picture": the other brands decide.
const AVIF_BRANDS = ['avif', 'avis']
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1', 'mif2']

/** MP4, QuickTime, AVIF, HEIC: all begin with a box 'ftyp' that lists brands, the major one first. */
function isoBaseMedia(head: Uint8Array): Kind | undefined {
  if (!startsWith(head, 4, 'ftyp') || head.length < 12) return undefined
  const size = new DataView(head.buffer, head.byteOffset).getUint32(0)
  const brands = [latin1(head.subarray(8, 12))]
  for (let at = 16; at + 4 <= Math.min(size, head.length); at += 4) brands.push(latin1(head.subarray(at, at + 4)))
  const major = brands[0] ?? ''
  // Many a video lists a picture brand as compatible (a cover): the major brand comes first.
  if (AVIF_BRANDS.includes(major)) return 'image/avif'
  if (HEIC_BRANDS.includes(major))
    return brands.some((brand) => AVIF_BRANDS.includes(brand)) ? 'image/avif' : 'image/heic'
  return major === 'crx ' ? 'ImageUnsupported' : 'ImageVideo'
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

/** Text without its byte order mark, in UTF-8 or UTF-16. Only ASCII is looked for, so all other characters come out as they may. */
function ascii(head: Uint8Array): string {
  if (startsWith(head, 0, '\xef\xbb\xbf')) return latin1(head.subarray(3))
  const low = startsWith(head, 0, '\xff\xfe') ? 0 : startsWith(head, 0, '\xfe\xff') ? 1 : undefined
  if (low === undefined) return latin1(head)
  const high = 1 - low
  const units = Array.from({ length: (head.length >> 1) - 1 }, (_, at) => 2 + 2 * at)
  return String.fromCharCode(...units.map((at) => ((head[at + high] ?? 0) << 8) | (head[at + low] ?? 0)))
}

/** SVG, behind a byte order mark, an XML declaration, a doctype and comments, in UTF-8 or UTF-16. */
function markup(head: Uint8Array): Refusal | undefined {
  let rest = ascii(head).trimStart()
  const preamble = rest.startsWith('<?xml') || /^<!doctype\s+svg/i.test(rest)
  // One pass, each step cuts something off: a declaration, a comment or a doctype with its entities.
  for (;;) {
    const part = /^<\?[^>]*>|^<!--[\s\S]*?-->|^<!doctype[^[>]*(?:\[[^\]]*\]\s*)?>/i.exec(rest)
    if (part === null) break
    rest = rest.slice(part[0].length).trimStart()
  }
  if (/^<(?:[\w-]+:)?svg[\s/>]/i.test(rest)) return 'ImageSvg'
  // The preamble, or a comment in it, may fill all that was read: XML that names SVG anywhere is one.
  return preamble && /<svg[\s>]|www\.w3\.org\/2000\/svg/i.test(rest) ? 'ImageSvg' : undefined
}
