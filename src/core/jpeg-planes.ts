/**
 * JPEG keeps luma and chroma in planes, most often chroma at half the size. A browser that gives them as they are does half
 * of the work of one that gives pixels; here is what tells which files it can be asked for, and whether it can be believed.
 */
import { fromHex } from './hex.ts'

/**
 * A JPEG of 18 x 10 pixels of noise, 4:2:0, with orientation 6, and FNV-1a (32 bits) of the RGB bytes that Pillow decodes it
 * to, as they lie. Written by `tools/pictures/make.py`.
 */
export const PLANES_PROBE: { readonly bytes: Uint8Array<ArrayBuffer>; readonly fingerprint: number } = {
  bytes: fromHex(
    'ffd8ffe000104a46494600010100000100010000ffe100224578696600004d4d002a000000080001011200030000000100060000' +
      '00000000ffdb0043001b12141714111b1716171e1c1b2028422b28252528513a3d3042605565645f555d5b6a7899816a7190735b' +
      '5d85b586909ea3abadab6780bcc9baa6c799a8aba4ffdb0043011c1e1e2823284e2b2b4ea46e5d6ea4a4a4a4a4a4a4a4a4a4a4a4' +
      'a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4ffc0001108000a00120301220002' +
      '1101031101ffc40017000101010100000000000000000000000000020105ffc40026100002010303010900000000000000000001' +
      '0211000351122141b11322233133627192f1ffc400160101010100000000000000000000000000010203ffc40020110002010109' +
      '0000000000000000000000000102111213213141516191e1ffda000c03010002110311003f003b32c5a76d416357bb8ce23cba8a' +
      'c04a32e9265c961214cce7f703149d56ad16dc9bfb93cee474a9b1de721b702e2a89e012d23e296a81076b3d0a5edae2870cd0c2' +
      '7d2534ae71bf7a4f8b73ec695b5dcf75d7a4e3c1ffd9',
  ),
  fingerprint: 0xdc998a3e,
}

// ITU-T T.81: a segment is 0xff, its marker, and its length with these two bytes; scans and restarts come behind the frame.
const SEGMENT = 0xff
const START_OF_SCAN = 0xda
// Baseline, extended, progressive; the others are arithmetic, lossless or hierarchical.
const FRAMES = [0xc0, 0xc1, 0xc2]
const APP2 = 0xe2
const APP14 = 0xee

/** Samples across and down, of luma and of each chroma: 4:4:4, 4:2:2, 4:2:0. */
const SAMPLINGS = ['11 11 11', '21 11 11', '22 11 11']

/**
 * Whether a JPEG's header lets one expect planes of 8 bits and sRGB, in one of the samplings that {@link SAMPLINGS} names. Only
 * a decoder's answer is certain; this spares to ask it in vain.
 *
 * @param file  its first bytes at least, up to the frame's header
 */
export function mayGivePlanes(file: Uint8Array): boolean {
  let at = 2
  while (at + 4 <= file.length && file[at] === SEGMENT) {
    const marker = file[at + 1] ?? 0
    // A marker may be preceded by any number of these.
    if (marker === SEGMENT) {
      at++
      continue
    }
    const length = ((file[at + 2] ?? 0) << 8) | (file[at + 3] ?? 0)
    const segment = file.subarray(at + 4, at + 2 + length)
    if (FRAMES.includes(marker)) return hasPlanes(segment)
    if (marker === START_OF_SCAN) return false
    if (marker === APP2 && isForeignProfile(segment)) return false
    if (marker === APP14 && isNoLumaAndChroma(segment)) return false
    at += 2 + length
  }
  return false
}

/** Of the frame's header: 8 bits a sample, three components, one byte of samplings each. */
function hasPlanes(frame: Uint8Array): boolean {
  const [precision, , , , , components] = frame
  if (precision !== 8 || components !== 3) return false
  return SAMPLINGS.includes([7, 10, 13].map((at) => frame[at]?.toString(16).padStart(2, '0')).join(' '))
}

/** A colour profile that does not call itself sRGB, in ASCII or UTF-16. Its description stands in the first of its segments. */
function isForeignProfile(segment: Uint8Array): boolean {
  if (!contains(segment.subarray(0, 12), 'ICC_PROFILE\0') || segment[12] !== 1) return false
  return !contains(segment, 'sRGB') && !contains(segment, 's\0R\0G\0B')
}

/** Adobe's segment says by which transform colours are kept: 0 is none, which is RGB. */
function isNoLumaAndChroma(segment: Uint8Array): boolean {
  return contains(segment.subarray(0, 5), 'Adobe') && segment[11] === 0
}

function contains(bytes: Uint8Array, text: string): boolean {
  const codes = Array.from(text, (character) => character.charCodeAt(0))
  return bytes.some((_, at) => codes.every((code, i) => bytes[at + i] === code))
}
