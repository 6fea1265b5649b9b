/**
 * The orientation that a WebP file carries in its EXIF chunk. Browsers turn JPEG, PNG and AVIF upright by themselves;
 * for WebP some do and some do not, so that one is read here and applied where the browser left it.
 */
import { fromHex } from './hex.ts'

/**
 * How EXIF (tag 0x0112) says that a stored picture must be turned to be upright: 1 as it is, 2 mirrored left to right,
 * 3 by 180 degrees, 4 mirrored top to bottom, 5 mirrored then 270 degrees clockwise, 6 by 90 clockwise, 7 mirrored then
 * 90 clockwise, 8 by 270 clockwise. From 5 on, width and height change places.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** Gives the bytes from `start` up to `end`, or fewer where the file ends before. */
export type SliceReader = (start: number, end: number) => Promise<Uint8Array>

/**
 * A WebP of 2 x 1 pixels, red and blue, with orientation 6: a browser that applies it makes a picture of 1 x 2. Written by
 * `tools/pictures/make.py`.
 */
export const WEBP_ORIENTATION_PROBE: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: 'image/webp' } = {
  bytes: fromHex(
    '524946465200000057454250565038580a000000080000000100000000005650384c110000002f010000000f10f3bffff31f0e32' +
      'a2ff0100455849461a0000004d4d002a00000008000101120003000000010006000000000000',
  ),
  type: 'image/webp',
}

// RFC 9649, "WebP Image Format": RIFF header of 12 bytes, then chunks of a four-letter name, a 32-bit size and padding to
// an even length. Only an extended file (VP8X first) can hold EXIF, and says so in bit 3 of its flags.
const RIFF_HEADER = 12
const CHUNK_HEADER = 8
const EXIF_FLAG = 0x08

// Every chunk costs one read. An animation has one chunk a frame; a made-up file could have millions of empty ones.
const MAX_CHUNKS = 2000

// TIFF 6.0: an entry is tag, type, count and value; a SHORT is type 3.
const TIFF_ENTRY = 12
const TYPE_SHORT = 3
const TAG_ORIENTATION = 0x0112

// Real directories have some dozens of entries, sorted by tag; orientation stands near the beginning.
const MAX_ENTRIES = 256

/**
 * @param size  bytes in the file
 * @param read  called for the headers and the EXIF directory only, never for pixels
 * @returns 1 for everything that is not a WebP with a readable orientation
 * @throws only what `read` throws
 */
export async function webpOrientation(size: number, read: SliceReader): Promise<Orientation> {
  const head = await read(0, RIFF_HEADER + CHUNK_HEADER + 1)
  if (head.length <= RIFF_HEADER + CHUNK_HEADER) return 1
  if (ascii(head, 0) !== 'RIFF' || ascii(head, 8) !== 'WEBP' || ascii(head, RIFF_HEADER) !== 'VP8X') return 1
  if (((head[RIFF_HEADER + CHUNK_HEADER] ?? 0) & EXIF_FLAG) === 0) return 1

  const end = Math.min(size, CHUNK_HEADER + view(head).getUint32(4, true))
  let at = RIFF_HEADER
  for (let chunk = 0; chunk < MAX_CHUNKS && at + CHUNK_HEADER <= end; chunk++) {
    const header = await read(at, at + CHUNK_HEADER)
    if (header.length < CHUNK_HEADER) return 1
    const length = view(header).getUint32(4, true)
    const start = at + CHUNK_HEADER
    if (ascii(header, 0) === 'EXIF') return exifOrientation(start, Math.min(end, start + length), read)
    at = start + length + (length % 2)
  }
  return 1
}

/** Looks in the first directory of the TIFF structure between `start` and `end`. */
async function exifOrientation(start: number, end: number, read: SliceReader): Promise<Orientation> {
  const within = (from: number, to: number): Promise<Uint8Array> => read(Math.min(from, end), Math.min(to, end))

  let tiff = start
  let header = await within(tiff, tiff + 8)
  // Some writers keep the prefix that EXIF has in a JPEG.
  if (header.length >= 4 && ascii(header, 0) === 'Exif') {
    tiff += 6
    header = await within(tiff, tiff + 8)
  }
  if (header.length < 8) return 1
  const order = ascii(header, 0).slice(0, 2)
  if (order !== 'II' && order !== 'MM') return 1
  const littleEndian = order === 'II'

  const directory = tiff + view(header).getUint32(4, littleEndian)
  const counted = await within(directory, directory + 2)
  if (counted.length < 2) return 1
  const count = Math.min(view(counted).getUint16(0, littleEndian), MAX_ENTRIES)
  const entries = await within(directory + 2, directory + 2 + count * TIFF_ENTRY)
  const fields = view(entries)
  for (let entry = 0; entry + TIFF_ENTRY <= entries.length; entry += TIFF_ENTRY) {
    if (fields.getUint16(entry, littleEndian) !== TAG_ORIENTATION) continue
    if (fields.getUint16(entry + 2, littleEndian) !== TYPE_SHORT) return 1
    const value = fields.getUint16(entry + 8, littleEndian)
    return isOrientation(value) ? value : 1
  }
  return 1
}

function isOrientation(value: number): value is Orientation {
  return Number.isInteger(value) && value >= 1 && value <= 8
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
