import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { randomNumbers } from './testing/random-numbers.ts'
import { type SliceReader, WEBP_ORIENTATION_PROBE, webpOrientation } from './webp-orientation.ts'

const pictures = new URL('../../e2e/pictures/', import.meta.url)

function picture(name: string): Uint8Array {
  return readFileSync(new URL(name, pictures))
}

/** Of a file in memory, with the number of bytes that were asked for. */
async function orientationOf(file: Uint8Array): Promise<{ orientation: number; bytesRead: number; reads: number }> {
  let bytesRead = 0
  let reads = 0
  const read: SliceReader = async (start, end) => {
    const slice = file.subarray(start, end)
    bytesRead += slice.length
    reads++
    return slice
  }
  return { orientation: await webpOrientation(file.length, read), bytesRead, reads }
}

function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  )
}

function u32(value: number): number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24]
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  return bytes(name, u32(content.length), [...content], content.length % 2 === 1 ? [0] : [])
}

/** An extended WebP with a lossless chunk of `pixels` bytes before its EXIF. */
function webp(exif: Uint8Array, { flags = 0x08, pixels = 17, name = 'EXIF' } = {}): Uint8Array {
  const vp8x = chunk('VP8X', bytes([flags, 0, 0, 0, 1, 0, 0, 0, 0, 0]))
  const chunks = [vp8x, chunk('VP8L', new Uint8Array(pixels)), chunk(name, exif)]
  const body = chunks.flatMap((one) => [...one])
  return bytes('RIFF', u32(body.length + 4), 'WEBP', body)
}

const LITTLE_6 = bytes('II*\0', u32(8), [1, 0], [0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0], u32(0))
const BIG_6 = bytes('MM\0*', [0, 0, 0, 8], [0, 1], [1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0], u32(0))
const BEHIND_MAKE = bytes('II*\0', u32(8), [2, 0], [0x0f, 1, 2, 0, 1, 0, 0, 0, 65, 0, 0, 0], [...LITTLE_6.subarray(10)])

function little(entry: readonly number[]): Uint8Array {
  return bytes('II*\0', u32(8), [1, 0], entry, u32(0))
}

describe('webpOrientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("reads Pillow's orientation %i", async (orientation) => {
    expect((await orientationOf(picture(`orientation-${orientation}.webp`))).orientation).toBe(orientation)
  })

  test.each([
    ['little-endian', webp(LITTLE_6), 6],
    ['big-endian', webp(BIG_6), 6],
    ['behind another entry', webp(BEHIND_MAKE), 6],
    ["with JPEG's prefix", webp(bytes('Exif\0\0', [...LITTLE_6])), 6],
    ['behind pixels of an even length', webp(LITTLE_6, { pixels: 4096 }), 6],
    ['without the flag that says there is EXIF', webp(LITTLE_6, { flags: 0 }), 1],
    ['with another chunk than EXIF', webp(LITTLE_6, { name: 'XMP ' }), 1],
    ['0 is no orientation', webp(little([0x12, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0])), 1],
    ['9 is no orientation', webp(little([0x12, 1, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0])), 1],
    ['text is no orientation', webp(little([0x12, 1, 2, 0, 1, 0, 0, 0, 6, 0, 0, 0])), 1],
    ['an empty EXIF chunk', webp(new Uint8Array()), 1],
    ['EXIF that is no TIFF', webp(bytes('nothing that is known')), 1],
    ['a directory beyond the end', webp(bytes('II*\0', u32(4_000_000_000))), 1],
    ['more entries than there are bytes', webp(bytes('II*\0', u32(8), [255, 255])), 1],
    ['no bytes', new Uint8Array(), 1],
    ['a JPEG', picture('orientation-6.jpg'), 1],
    ['a WebP without extended header', picture('cat-lossless.webp'), 1],
  ] as const)('%s', async (_, file, orientation) => {
    expect((await orientationOf(file)).orientation).toBe(orientation)
  })

  test('reads headers, not pixels', async () => {
    const { orientation, bytesRead } = await orientationOf(webp(LITTLE_6, { pixels: 1_000_000 }))
    expect(orientation).toBe(6)
    expect(bytesRead).toBeLessThan(200)
  })

  test('gives up on a file of a million empty chunks', async () => {
    const head = webp(LITTLE_6).slice(0, 30)
    const file = new Uint8Array(8_000_000)
    file.set(head)
    file.set(u32(file.length - 8), 4)
    const { orientation, reads } = await orientationOf(file)
    expect(orientation).toBe(1)
    expect(reads).toBeLessThan(3000)
  })

  test('500 damaged files give an orientation, with few reads', async () => {
    const random = randomNumbers(20_240)
    for (let round = 0; round < 500; round++) {
      const file = Uint8Array.from(round % 2 === 0 ? picture('orientation-6.webp') : webp(BIG_6))
      for (let damage = 0; damage < 6; damage++) file[random() % file.length] = random() & 255
      const { orientation, reads } = await orientationOf(file.subarray(0, random() % (file.length + 1)))
      expect(orientation).toBeGreaterThanOrEqual(1)
      expect(orientation).toBeLessThanOrEqual(8)
      expect(reads).toBeLessThan(100)
    }
  })

  test('the probe is a WebP of 2 x 1 with orientation 6', async () => {
    expect((await orientationOf(WEBP_ORIENTATION_PROBE.bytes)).orientation).toBe(6)
    // VP8X: width and height, each less one, in 24 bits.
    expect([...WEBP_ORIENTATION_PROBE.bytes.subarray(24, 30)]).toEqual([1, 0, 0, 0, 0, 0])
  })
})
