import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { shortestEdge } from '../core/geometry.ts'
import { pixelSource } from '../core/pixels.ts'
import { resampleCrop, resampleCropAsync } from '../core/resample.ts'
import { randomIntegers } from '../core/testing/random-numbers.ts'
import { type Planes, planePixels } from './plane-pixels.ts'
import { type SimdKernel, startSimdKernel } from './simd-kernel.ts'
import { simdMixer } from './simd-mixer.ts'

function started(): SimdKernel {
  const kernel = startSimdKernel(readFileSync(new URL('./built/mixer.wasm', import.meta.url)))
  if (kernel === undefined) throw new Error('the kernel does not start')
  return kernel
}

// One for all: what one picture leaves in its memory must not show in the next.
const kernel = started()

/** One plane, row by row. */
interface Plane {
  readonly width: number
  readonly height: number
  readonly samples: Uint8Array
}

interface Picture extends Planes {
  readonly planes: readonly [luma: Plane, blue: Plane, red: Plane]
}

const HALVED = {
  '4:4:4': [false, false],
  '4:2:2': [true, false],
  '4:2:0': [true, true],
} as const

type Sampling = keyof typeof HALVED

/** Of plane 0 (luma), 1 or 2. */
type Sample = (plane: number, x: number, y: number) => number

function picture(sampling: Sampling, width: number, height: number, sample: Sample): Picture {
  const [halvedAcross, halvedDown] = HALVED[sampling]
  const plane = (index: number, width: number, height: number): Plane => ({
    width,
    height,
    samples: Uint8Array.from({ length: width * height }, (_, at) => sample(index, at % width, Math.floor(at / width))),
  })
  const columns = halvedAcross ? Math.ceil(width / 2) : width
  const rows = halvedDown ? Math.ceil(height / 2) : height
  const planes = [plane(0, width, height), plane(1, columns, rows), plane(2, columns, rows)] as const
  return {
    width,
    height,
    halvedAcross,
    halvedDown,
    planes,
    async copy(memory, { left, top, width, height }, layout) {
      for (const [index, plane] of planes.entries()) {
        const across = index > 0 && halvedAcross ? 2 : 1
        const down = index > 0 && halvedDown ? 2 : 1
        // As VideoFrame asks for.
        if (left % across !== 0 || top % down !== 0) throw new TypeError(`a part at ${left}, ${top}`)
        const { offset, stride } = layout[index] ?? { offset: 0, stride: 0 }
        for (let row = 0; row < Math.ceil(height / down); row++) {
          const from = (top / down + row) * plane.width + left / across
          memory.set(plane.samples.subarray(from, from + Math.ceil(width / across)), offset + row * stride)
        }
      }
    },
  }
}

/** libjpeg's numbers, in the slowest way: jdsample.c's fancy upsampling, jdcolor.c's sixteen bits. */
function plainPixels({ width, height, halvedAcross, halvedDown, planes: [luma, blue, red] }: Picture) {
  const data = new Uint8ClampedArray(width * height * 4)
  const within = (at: number, length: number) => Math.min(Math.max(at, 0), length - 1)
  const chroma = ({ samples, width: columns, height: rows }: Plane, x: number, y: number): number => {
    const at = (column: number, row: number) => samples[row * columns + within(column, columns)] ?? Number.NaN
    if (!halvedAcross) return at(x, y)
    const column = x >> 1
    const beside = x % 2 === 0 ? column - 1 : column + 1
    if (!halvedDown) return (3 * at(column, y) + at(beside, y) + (x % 2 === 0 ? 1 : 2)) >> 2
    const near = y >> 1
    const far = within(y % 2 === 0 ? near - 1 : near + 1, rows)
    const both = (column: number) => 3 * at(column, near) + at(column, far)
    return (3 * both(column) + both(beside) + (x % 2 === 0 ? 8 : 7)) >> 4
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bright = luma.samples[y * width + x] ?? Number.NaN
      const ofBlue = chroma(blue, x, y) - 128
      const ofRed = chroma(red, x, y) - 128
      const pixel = [
        bright + ((91881 * ofRed + 32768) >> 16),
        bright + ((-22554 * ofBlue - 46802 * ofRed + 32768) >> 16),
        bright + ((116130 * ofBlue + 32768) >> 16),
        255,
      ]
      data.set(pixel, (y * width + x) * 4)
    }
  }
  return { data, width, height }
}

function wrongBytes(ours: Uint8ClampedArray, theirs: Uint8ClampedArray): number {
  expect(ours.length).toBe(theirs.length)
  return ours.reduce((count, byte, at) => count + (byte === theirs[at] ? 0 : 1), 0)
}

describe.each(Object.keys(HALVED) as Sampling[])('%s', (sampling) => {
  test('any part of a picture of any size is what libjpeg makes of it', async () => {
    const random = randomIntegers(7)
    for (let round = 0; round < 300; round++) {
      const of = picture(sampling, random(5, 80), random(1, 60), () => random(0, 255))
      const [x, y] = [random(0, of.width - 1), random(0, of.height - 1)]
      const [width, height] = [random(1, of.width - x), random(1, of.height - y)]
      const ours = await planePixels(kernel, of)(x, y, width, height)
      const theirs = pixelSource(plainPixels(of)).read(x, y, width, height)
      expect(wrongBytes(ours, theirs), `${of.width} x ${of.height}: ${[x, y, width, height]}`).toBe(0)
    }
  })

  test.each([
    ['wide', 300, 90],
    ['tall, columns first', 60, 500],
  ])('resampled where it lies, a picture that is %s gives the same bytes as its pixels', async (_, width, height) => {
    const random = randomIntegers(width)
    const of = picture(sampling, width, height, () => random(0, 255))
    const size = shortestEdge(of, 40)
    const crop = { left: 3, top: 1, width: size.width - 5, height: size.height - 4 }
    for (const stripBytes of [1, 3001, 20_000, Number.POSITIVE_INFINITY]) {
      const source = { width, height, read: planePixels(kernel, of) }
      const ours = await resampleCropAsync(source, size, crop, { createMixer: simdMixer(kernel), stripBytes })
      const theirs = resampleCrop(pixelSource(plainPixels(of)), size, crop)
      expect(wrongBytes(ours.data, theirs.data), `strips of ${stripBytes} bytes`).toBe(0)
    }
  })
})

test('every colour that luma and chroma can be', async () => {
  // Each pair of chroma with brightness at both ends, where colours are cut off, and between.
  const bright = [0, 64, 128, 192, 255]
  const [width, height] = [256, 256 * bright.length]
  const of = picture('4:4:4', width, height, (plane, x, y) =>
    plane === 0 ? (bright[y % bright.length] ?? 0) : plane === 1 ? x : Math.floor(y / bright.length),
  )
  const ours = await planePixels(kernel, of)(0, 0, width, height)
  expect(wrongBytes(ours, plainPixels(of).data)).toBe(0)
})
