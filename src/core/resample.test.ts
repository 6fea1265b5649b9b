import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { PixelImage } from './classification.ts'
import { centerCrop, cropInSource, type Rectangle, type Size, shortestEdge } from './geometry.ts'
import { fromPlanes } from './goldens/planes.ts'
import { patternPicture } from './pattern.ts'
import { type AsyncPixelSource, type PixelSource, pixelSource } from './pixels.ts'
import { resampleCrop, resampleCropAsync } from './resample.ts'
import { ORIENTATIONS, stored } from './testing/stored.ts'

interface Case {
  name: string
  /** [crop, crop, 3] as Pillow gave them; of the many drawn sizes only the hash is kept. */
  file?: string
  width: number
  height: number
  edge: number
  crop: number
  seed: number
  sha256: string
}

const golden = (path: string): Buffer => readFileSync(new URL(`./goldens/${path}`, import.meta.url))
const { cases } = JSON.parse(golden('resample.json').toString()) as { cases: Case[] }

function resampled(source: PixelSource, edge: number, crop: number, stripBytes?: number): PixelImage {
  const size = shortestEdge(source, edge)
  return resampleCrop(source, size, centerCrop(size, crop), stripBytes === undefined ? {} : { stripBytes })
}

/** How many bytes differ, and by how much at most: says more than the first difference of 150,000. */
function difference(a: PixelImage, b: PixelImage): { bytes: number; most: number } {
  expect(a.data.length).toBe(b.data.length)
  let bytes = 0
  let most = 0
  for (const [at, byte] of a.data.entries()) {
    const apart = Math.abs(byte - (b.data[at] ?? 0))
    if (apart > 0) bytes++
    most = Math.max(most, apart)
  }
  return { bytes, most }
}

function rgbHash(image: PixelImage): string {
  const rgb = image.data.filter((_, at) => at % 4 !== 3)
  return createHash('sha256').update(rgb).digest('hex')
}

describe('the same bytes as Pillow', () => {
  test.each(cases.filter(({ file }) => file))('$name', ({ file = '', width, height, edge, crop, seed, sha256 }) => {
    const ours = resampled(pixelSource(patternPicture(width, height, seed)), edge, crop)
    expect(difference(ours, fromPlanes(gunzipSync(golden(file)), crop))).toEqual({ bytes: 0, most: 0 })
    expect(rgbHash(ours)).toBe(sha256)
  })

  test('150 drawn sizes', () => {
    const drawn = cases.filter(({ file }) => file === undefined)
    const different = drawn.filter(({ width, height, edge, crop, seed, sha256 }) => {
      return rgbHash(resampled(pixelSource(patternPicture(width, height, seed)), edge, crop)) !== sha256
    })
    expect(drawn.length).toBe(150)
    expect(different.map(({ name }) => name)).toEqual([])
  })
})

/** Remembers what was asked of it, and spoils what it gave before, as a source may. */
function watched(image: PixelImage): { source: PixelSource; reads: Rectangle[] } {
  const whole = pixelSource(image)
  const reads: Rectangle[] = []
  let given = new Uint8ClampedArray(0)
  const source: PixelSource = {
    width: image.width,
    height: image.height,
    read(left, top, width, height) {
      reads.push({ left, top, width, height })
      given.fill(99)
      given = whole.read(left, top, width, height).slice()
      return given
    },
  }
  return { source, reads }
}

function area({ width, height }: Size): number {
  return width * height
}

describe('strips', () => {
  const sizes = cases
    .filter((_, index) => index % 6 === 0)
    .map(({ width, height, edge, crop }) => ({ width, height, edge, crop }))

  test.each(sizes)(
    '$width x $height to $edge, $crop: the same however they are cut',
    ({ width, height, edge, crop }) => {
      const image = patternPicture(width, height, 7)
      const atOnce = resampled(pixelSource(image), edge, crop, Infinity)
      for (const stripBytes of [1, 3000, 40_000]) {
        const { source, reads } = watched(image)
        expect(difference(resampled(source, edge, crop, stripBytes), atOnce)).toEqual({ bytes: 0, most: 0 })
        for (const read of reads) {
          expect(Math.min(read.width, read.height) === 1 || area(read) * 4 <= stripBytes).toBe(true)
        }
      }
    },
  )

  test('a source may answer with bytes that do not start at a multiple of four', () => {
    const image = patternPicture(90, 60, 3)
    const whole = pixelSource(image)
    const shifted: PixelSource = {
      width: 90,
      height: 60,
      read(left, top, width, height) {
        const bytes = whole.read(left, top, width, height)
        const room = new Uint8ClampedArray(bytes.length + 1)
        room.set(bytes, 1)
        return room.subarray(1)
      },
    }
    expect(difference(resampled(shifted, 32, 28), resampled(whole, 32, 28))).toEqual({ bytes: 0, most: 0 })
  })
})

describe('a source that must be waited for', () => {
  const size = { width: 40, height: 30 }
  const crop = { left: 3, top: 2, width: 32, height: 24 }

  test('gives the same bytes, one strip after the other', async () => {
    const image = patternPicture(400, 300, 5)
    const { source, reads } = watched(image)
    let waiting = 0
    const slow: AsyncPixelSource = {
      ...source,
      async read(left, top, width, height) {
        waiting++
        expect(waiting).toBe(1)
        await new Promise((resolve) => setTimeout(resolve))
        waiting--
        return source.read(left, top, width, height)
      },
    }
    const awaited = await resampleCropAsync(slow, size, crop, { stripBytes: 40_000 })
    expect(reads.length).toBeGreaterThan(3)
    expect(difference(awaited, resampleCrop(pixelSource(image), size, crop))).toEqual({ bytes: 0, most: 0 })
  })

  test('is rejected with what a read was rejected with', async () => {
    const broken = { width: 9, height: 9, read: () => Promise.reject(new RangeError('gone')) }
    await expect(resampleCropAsync(broken, size, crop)).rejects.toThrow('gone')
  })
})

describe('pixels that do not lie upright', () => {
  test.each(
    ORIENTATIONS.flatMap((orientation) => [
      // Resampled columns first: the last one.
      { orientation, width: 90, height: 60 },
      { orientation, width: 61, height: 61 },
      { orientation, width: 60, height: 91 },
      { orientation, width: 40, height: 400 },
    ]),
  )('orientation $orientation, $width x $height upright: the same bytes', ({ orientation, width, height }) => {
    const image = patternPicture(width, height, orientation)
    const size = shortestEdge(image, 24)
    // Not in the middle, and no square.
    const crop = { left: 1, top: size.height - 20, width: 21, height: 17 }
    const expected = resampleCrop(pixelSource(image), size, crop)
    const lying = { ...pixelSource(stored(image, orientation)), width, height, orientation }
    for (const stripBytes of [1, 3000, Infinity]) {
      expect(difference(resampleCrop(lying, size, crop, { stripBytes }), expected)).toEqual({ bytes: 0, most: 0 })
    }
  })

  test('only what the crop shows is read of them', () => {
    const reads: Rectangle[] = []
    const source: PixelSource = {
      width: 300,
      height: 100,
      orientation: 6,
      read(left, top, width, height) {
        reads.push({ left, top, width, height })
        return new Uint8ClampedArray(width * height * 4)
      },
    }
    // Nothing is resized, and the picture lies on its side: its left edge is below.
    resampleCrop(source, source, { left: 10, top: 20, width: 30, height: 40 })
    expect(reads).toEqual([{ left: 20, top: 260, width: 40, height: 30 }])
  })
})

test('blue before red comes out as red before blue', () => {
  const image = patternPicture(90, 60, 3)
  const swapped = image.data.slice()
  for (let at = 0; at < swapped.length; at += 4) {
    swapped.set([image.data[at + 2] ?? 0, image.data[at + 1] ?? 0, image.data[at] ?? 0, 7], at)
  }
  const source: PixelSource = { ...pixelSource({ ...image, data: swapped }), order: 'BGRA' }
  expect(difference(resampled(source, 32, 28), resampled(pixelSource(image), 32, 28))).toEqual({ bytes: 0, most: 0 })
})

describe('what is read', () => {
  // The crop in source pixels, and around it the reach of the kernel: two output pixels, and one source pixel of rounding.
  test.each([
    { width: 4000, height: 3000 },
    { width: 1500, height: 2000 },
    { width: 1080, height: 2400 },
    { width: 300, height: 9000 },
    { width: 100, height: 50 },
    { width: 4000, height: 1 },
    { width: 1, height: 4000 },
  ])('$width x $height: the crop and the reach of the kernel, each pixel once', ({ width, height }) => {
    const size = shortestEdge({ width, height }, 256)
    const crop = cropInSource({ width, height }, size, centerCrop(size, 224))
    const { source, reads } = watched({ data: new Uint8ClampedArray(width * height * 4), width, height })
    resampled(source, 256, 224, 100_000)

    const left = Math.min(...reads.map((read) => read.left))
    const top = Math.min(...reads.map((read) => read.top))
    const right = Math.max(...reads.map((read) => read.left + read.width))
    const bottom = Math.max(...reads.map((read) => read.top + read.height))
    const whole = area({ width: right - left, height: bottom - top })
    expect(reads.reduce((sum, read) => sum + area(read), 0)).toBe(whole)

    const reach = 2 * Math.max(1, width / size.width, height / size.height) + 1
    expect(left).toBeGreaterThan(crop.left - reach)
    expect(top).toBeGreaterThan(crop.top - reach)
    expect(right).toBeLessThan(crop.left + crop.width + reach)
    expect(bottom).toBeLessThan(crop.top + crop.height + reach)
  })

  test.each([
    { width: 256, height: 256, left: 16, top: 16 },
    { width: 256, height: 900, left: 16, top: 338 },
    { width: 901, height: 256, left: 338, top: 16 },
  ])('$width x $height, where nothing is resized: exactly the crop', ({ width, height, left, top }) => {
    const { source, reads } = watched({ data: new Uint8ClampedArray(width * height * 4), width, height })
    resampled(source, 256, 224)
    expect(reads).toEqual([{ left, top, width: 224, height: 224 }])
  })

  test('a line of a hundred million pixels is answered from its middle', () => {
    let asked = 0
    const line: PixelSource = {
      width: 100_000_000,
      height: 1,
      read(_left, _top, width, height) {
        asked += width * height
        return new Uint8ClampedArray(width * height * 4).fill(200)
      },
    }
    const { data } = resampled(line, 256, 224)
    expect(asked).toBeLessThanOrEqual(6)
    expect(data[0]).toBe(200)
    expect(data.at(-4)).toBe(200)
  })
})

test('the crop is opaque, whatever the source says', () => {
  const image = { data: new Uint8ClampedArray(30 * 20 * 4).fill(17), width: 30, height: 20 }
  const { data } = resampled(pixelSource(image), 16, 16)
  expect(new Set(data)).toEqual(new Set([17, 255]))
  expect(data[3]).toBe(255)
})
