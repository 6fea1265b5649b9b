import { afterEach, describe, expect, test, vi } from 'vitest'
import type { PixelImage } from '../core/classification.ts'
import { patternPicture } from '../core/pattern.ts'
import { pixelSource } from '../core/pixels.ts'
import { ORIENTATIONS, stored } from '../core/testing/stored.ts'
import { framePixels } from './decode-frame.ts'

const SRGB = { primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'rgb', fullRange: true }

interface FakeFrame {
  readonly image: PixelImage
  readonly format?: string | null
  readonly colorSpace?: Partial<typeof SRGB>
  readonly copies?: () => void
}

let closed = 0

/** A browser whose frames hold these pixels. */
function frames({ image, format = 'RGBX', colorSpace = {}, copies = () => {} }: FakeFrame): void {
  closed = 0
  const source = pixelSource(image)
  const Fake = class {
    readonly format = format
    readonly codedWidth = image.width
    readonly codedHeight = image.height
    readonly colorSpace = { ...SRGB, ...colorSpace }
    async copyTo(
      target: Uint8ClampedArray,
      options: { rect: { x: number; y: number; width: number; height: number } },
    ) {
      copies()
      const { x, y, width, height } = options.rect
      target.set(source.read(x, y, width, height))
      return [{ offset: 0, stride: width * 4 }]
    }
    close(): void {
      closed++
    }
  }
  vi.stubGlobal('VideoFrame', Fake)
}

afterEach(() => {
  vi.unstubAllGlobals()
})

/** As the browser's canvas would read `image`. */
function opened(image: PixelImage) {
  const bitmap = { width: image.width, height: image.height, close: () => {} }
  return framePixels(bitmap, image, (x, y, width, height) => pixelSource(image).read(x, y, width, height))
}

const wide = patternPicture(301, 200, 1)
const square = patternPicture(200, 200, 2)
const small = patternPicture(3, 2, 3)

describe('a frame is read', () => {
  test.each(
    [
      ['larger than the block', wide] as const,
      ['square', square] as const,
      ['smaller than the block', small] as const,
    ].flatMap(([what, image]) => ORIENTATIONS.map((orientation) => ({ what, image, orientation }))),
  )('where it holds the picture, stored in orientation $orientation: $what', async ({ image, orientation }) => {
    const held = stored(image, orientation)
    frames({ image: held })
    const frame = await opened(image)
    expect(frame).toMatchObject({ order: 'RGBA', orientation })
    expect(await frame?.read(1, 0, 1, 2)).toEqual(pixelSource(held).read(1, 0, 1, 2))
    frame?.close()
    expect(closed).toBe(1)
  })

  test('blue before red, as it lies', async () => {
    const swapped = wide.data.slice()
    for (let at = 0; at < swapped.length; at += 4) {
      swapped.set([wide.data[at + 2] ?? 0, wide.data[at + 1] ?? 0, wide.data[at] ?? 0, 0], at)
    }
    const image = { ...wide, data: swapped }
    frames({ image, format: 'BGRX' })
    const frame = await opened(wide)
    expect(frame?.order).toBe('BGRA')
    expect(await frame?.read(5, 6, 7, 8)).toEqual(pixelSource(image).read(5, 6, 7, 8))
  })
})

describe('the canvas is left to read', () => {
  test.each([
    ['other colours', patternPicture(301, 200, 4)],
    ['another size', patternPicture(301, 201, 1)],
    ['the picture, one pixel aside', { ...wide, data: new Uint8ClampedArray([...wide.data.slice(4), 0, 0, 0, 0]) }],
  ])('where the frame holds something else: %s', async (_, held) => {
    frames({ image: held })
    expect(await opened(wide)).toBeUndefined()
    expect(closed).toBe(1)
  })

  const flat = { width: 300, height: 200, data: new Uint8ClampedArray(300 * 200 * 4).fill(200) }
  const ramp = (value: (x: number, y: number) => number, image: PixelImage): PixelImage => ({
    ...image,
    data: image.data.map((_, at) => value((at >> 2) % image.width, Math.floor((at >> 2) / image.width))),
  })
  test.each([
    ['one colour', flat],
    ['the same from left and right', ramp((_, y) => y, flat)],
    ['the same from above and below', ramp((x) => x & 255, flat)],
    ['the same upside down', ramp((x, y) => ((x - 149.5) * (y - 99.5)) / 20 + 128, flat)],
    ['a square that is the same on its side', ramp((x, y) => (x + y) & 255, square)],
  ])('where the picture does not tell how it lies: %s', async (_, image) => {
    frames({ image })
    expect(await opened(image)).toBeUndefined()
    expect(closed).toBe(1)
  })

  test.each([
    ['transparency', { format: 'BGRA' }],
    ['planes of brightness and colour', { format: 'I420' }],
    ['a format of its own', { format: null }],
    ['Display P3', { colorSpace: { primaries: 'smpte432' } }],
    ['another gamma', { colorSpace: { transfer: 'bt709' } }],
  ])('where something is to be converted: %s', async (_, frame) => {
    frames({ image: wide, ...frame })
    expect(await opened(wide)).toBeUndefined()
    expect(closed).toBe(1)
  })

  test('where frames cannot be copied', async () => {
    const copies = (): void => {
      throw new TypeError('not here')
    }
    frames({ image: wide, copies })
    expect(await opened(wide)).toBeUndefined()
    expect(closed).toBe(1)
  })

  test('where there are no frames', async () => {
    vi.stubGlobal('VideoFrame', undefined)
    expect(await opened(wide)).toBeUndefined()
  })
})
