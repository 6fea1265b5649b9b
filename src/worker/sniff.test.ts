import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES, hasErrorCode } from '../core/errors.ts'
import { MAX_BYTES, MAX_PIXELS } from '../core/limits.ts'
import { randomNumbers } from '../core/testing/random-numbers.ts'
import { type Sniffed, sniff } from './sniff.ts'

const pictures = new URL('../../e2e/pictures/', import.meta.url)

function picture(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(name, pictures)))
}

function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** What it is, or the code that says why not. */
async function sniffed(...parts: BlobPart[]): Promise<Sniffed | string> {
  return sniff(new Blob(parts, { type: 'text/plain' })).catch((error: unknown) => {
    if (hasErrorCode(error)) return error.name
    throw error
  })
}

function bigEndian32(value: number): number[] {
  return [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function pngClaiming(width: number, height: number): Uint8Array<ArrayBuffer> {
  const claims = picture('claims-30000x30000.png')
  claims.set([...bigEndian32(width), ...bigEndian32(height)], 16)
  return claims
}

/** A JPEG whose frame header stands behind so many metadata segments of 64 KiB. */
function jpegBehind(segments: number): BlobPart[] {
  const jpeg = picture('orientation-1.jpg')
  const segment = new Uint8Array(2 + 0xffff)
  segment.set([0xff, 0xe1, 0xff, 0xff])
  return [jpeg.subarray(0, 2), ...Array<BlobPart>(segments).fill(segment), jpeg.subarray(2)]
}

describe('sniff', () => {
  test.each([
    // file -> type, size as stored (before turning upright)
    ['cat.png', 'image/png', 451, 300],
    ['cat-lossy.webp', 'image/webp', 451, 300],
    ['cat-lossless.webp', 'image/webp', 451, 300],
    ['cat-orientation-6.webp', 'image/webp', 300, 451],
    ['cat-animated.gif', 'image/gif', 451, 300],
    ['cat.avif', 'image/avif', 451, 300],
    ['cat-small.bmp', 'image/bmp', 150, 100],
    ['cat.ico', 'image/x-icon', 48, 32],
    ['cat-progressive.jpg', 'image/jpeg', 451, 300],
    ['cat-grey.jpg', 'image/jpeg', 451, 300],
    ['cat-cmyk.jpg', 'image/jpeg', 451, 300],
    ['orientation-6.jpg', 'image/jpeg', 64, 96],
    ['orientation-6.avif', 'image/avif', 64, 96],
    ['rgba16.png', 'image/png', 96, 64],
    ['cat-50-megapixels.jpg', 'image/jpeg', 8192, 6144],
    // Cut short behind its header: only decoding tells.
    ['truncated.jpg', 'image/jpeg', 451, 300],
  ])('%s is %s of %i x %i, whatever its declared type', async (name, type, width, height) => {
    expect(await sniffed(picture(name))).toEqual({ type, size: { width, height } })
  })

  test.each([
    ['photo.heic', { type: 'image/heic', size: undefined }],
    ['text.jpg', 'ImageUnsupported'],
    ['empty.jpg', 'ImageEmpty'],
    ['drawing.svg', 'ImageSvg'],
    ['drawing-with-script.svg', 'ImageSvg'],
    ['film.mp4', 'ImageVideo'],
    ['document.pdf', 'ImagePdf'],
    ['page.png', 'ImageUnsupported'],
    ['claims-30000x30000.png', 'ImageTooLarge'],
  ])('%s is %o', async (name, expected) => {
    expect(await sniffed(picture(name))).toEqual(expected)
  })

  test.each([
    [MAX_PIXELS / 10_000, 10_000, { type: 'image/png', size: { width: 12_000, height: 10_000 } }],
    [MAX_PIXELS / 10_000 + 1, 10_000, 'ImageTooLarge'],
    [0xffffffff, 0xffffffff, 'ImageTooLarge'],
    // A header without a size: the decoder decides.
    [0, 0, { type: 'image/png', size: undefined }],
  ])('a PNG that claims %i x %i', async (width, height, expected) => {
    expect(await sniffed(pngClaiming(width, height))).toEqual(expected)
  })

  test('a picture of more than MAX_BYTES is refused, unread', async () => {
    const head = picture('cat.png')
    const blob = new Blob([head])
    Object.defineProperty(blob, 'size', { value: MAX_BYTES + 1 })
    await expect(sniff(blob)).rejects.toMatchObject({ name: 'ImageTooLarge' })
  })

  test.each([1, 4, 100])('the size of a JPEG is found behind %i segments of metadata', async (segments) => {
    const expected = { type: 'image/jpeg', size: { width: 96, height: 64 } }
    expect(await sniffed(...jpegBehind(segments))).toEqual(expected)
  })

  test('a JPEG whose frame header is too far in is left to the decoder', async () => {
    expect(await sniffed(...jpegBehind(200))).toEqual({ type: 'image/jpeg', size: undefined })
  })

  test('a file that can no longer be read has a code', async () => {
    const blob = new Blob(['.'])
    blob.arrayBuffer = async () => {
      throw new DOMException('A requested file could not be found', 'NotFoundError')
    }
    await expect(sniff(blob)).rejects.toMatchObject({ name: 'ImageUnreadable' })
  })

  test.each([
    'cat-progressive.jpg',
    'cat-grey.jpg',
    'alpha-palette.png',
    'orientation-6.webp',
    'cat-animated.gif',
    'orientation-5.avif',
    'cat-small.bmp',
    'cat.ico',
    'photo.heic',
    'drawing-with-script.svg',
  ])('%s, damaged in 50 ways, gives a type or a code', async (name) => {
    const random = randomNumbers(name.length)
    for (let round = 0; round < 50; round++) {
      const file = picture(name).slice(0, 2000)
      // Mostly headers; every other round spares the signature, so that the size is read from what is damaged.
      const from = round % 2 === 0 ? 0 : 16
      for (let damage = 0; damage < 8; damage++) file[from + (random() % (file.length - from))] = random() & 255
      const result = await sniffed(file.subarray(0, round % 5 === 0 ? random() % file.length : file.length))
      if (typeof result === 'string') {
        expect(ERROR_CODES).toContain(result)
      } else {
        expect(result.type).toMatch(/^image\//)
        expect(result.size === undefined || result.size.width * result.size.height > 0).toBe(true)
      }
    }
  })

  test.each([
    ['JPEG of nothing but padding', [0xff, 0xd8, 0xff], 0],
    ['JPEG of nothing but markers', [0xff, 0xd8, 0xff], 0xff],
    ['AVIF of nothing but empty boxes', [0, 0, 0, 0x10, ...latin1('ftypavif'), 0, 0, 0, 0], 0],
    ['SVG of nothing but comments', [...latin1('<!--')], 0x2d],
  ])('a %s of 16 MiB ends', async (_, head, fill) => {
    const file = new Uint8Array(16 * 1024 * 1024).fill(fill)
    file.set(head)
    const result = await sniffed(file)
    expect(typeof result === 'string' ? result : result.size).toBe(
      typeof result === 'string' ? 'ImageUnsupported' : undefined,
    )
  })
})
