import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { PixelImage } from '../core/classification.ts'
import { centerCrop, type Rectangle, type Size, shortestEdge } from '../core/geometry.ts'
import type { CreateMixer, MixPlan } from '../core/mixer.ts'
import { patternPicture } from '../core/pattern.ts'
import { type PixelSource, pixelSource } from '../core/pixels.ts'
import { resampleCrop } from '../core/resample.ts'
import { createScriptMixer } from '../core/script-mixer.ts'
import { randomIntegers } from '../core/testing/random-numbers.ts'
import { ORIENTATIONS, stored } from '../core/testing/stored.ts'
import { WEIGHT_BITS, type Weights } from '../core/weights.ts'
import { startSimdMixer } from './simd-mixer.ts'

const kernel = readFileSync(new URL('./built/mixer.wasm', import.meta.url))

function started(): CreateMixer {
  const createMixer = startSimdMixer(kernel)
  if (createMixer === undefined) throw new Error('the kernel does not start')
  return createMixer
}

// One for all: what one picture leaves in its memory must not show in the next.
const simd = started()

function bytesThatDiffer(one: PixelImage, other: PixelImage): number {
  expect(one.data.length).toBe(other.data.length)
  return one.data.reduce((count, byte, at) => count + (byte === other.data[at] ? 0 : 1), 0)
}

/** How many bytes differ from the reference's. */
function wrongBytes(source: PixelSource, size: Size, crop: Rectangle, stripBytes: number): number {
  const ours = resampleCrop(source, size, crop, { createMixer: simd, stripBytes })
  return bytesThatDiffer(ours, resampleCrop(source, size, crop))
}

describe("the same bytes as core's own", () => {
  interface Case {
    name: string
    width: number
    height: number
    edge: number
    crop: number
    seed: number
    sha256: string
  }
  const goldens = new URL('../core/goldens/resample.json', import.meta.url)
  const { cases } = JSON.parse(readFileSync(goldens, 'utf8')) as { cases: Case[] }

  test("and as Pillow's, on every golden size", () => {
    const different = cases.filter(({ width, height, edge, crop, seed, sha256 }) => {
      const source = pixelSource(patternPicture(width, height, seed))
      const size = shortestEdge(source, edge)
      const { data } = resampleCrop(source, size, centerCrop(size, crop), { createMixer: simd })
      const rgb = data.filter((_, at) => at % 4 !== 3)
      return createHash('sha256').update(rgb).digest('hex') !== sha256
    })
    expect(cases.length).toBeGreaterThan(150)
    expect(different.map(({ name }) => name)).toEqual([])
  })

  test.each([
    // width, height of the source; the most pixels of the resized one
    ['any size to any size', 300, 300, 300],
    ['much smaller', 900, 600, 40],
    ['much larger', 12, 12, 300],
    ['tall pictures, columns first', 40, 1200, 60],
    ['wide pictures', 1200, 40, 60],
    ['edges of a few pixels', 5, 5, 7],
  ])('%s, any crop of it, strips of any size', (_, mostWidth, mostHeight, most) => {
    const random = randomIntegers(mostWidth * 7 + most)
    for (let round = 0; round < 60; round++) {
      const image = patternPicture(random(1, mostWidth), random(1, mostHeight), round)
      const size = { width: random(1, most), height: random(1, most) }
      const left = random(0, size.width - 1)
      const top = random(0, size.height - 1)
      const crop = { left, top, width: random(1, size.width - left), height: random(1, size.height - top) }
      const stripBytes = round % 3 === 0 ? Infinity : random(1, image.width * image.height * 4)
      const what = `${image.width} x ${image.height} to ${JSON.stringify({ size, crop, stripBytes })}`
      expect(wrongBytes(pixelSource(image), size, crop, stripBytes), what).toBe(0)
    }
  })

  test.each(ORIENTATIONS)('pixels that lie in orientation %i', (orientation) => {
    const random = randomIntegers(orientation)
    for (let round = 0; round < 20; round++) {
      const image = patternPicture(random(1, 200), random(1, 200), round)
      const size = { width: random(1, 90), height: random(1, 90) }
      const crop = { left: 0, top: 0, ...size }
      const lying = {
        ...pixelSource(stored(image, orientation)),
        width: image.width,
        height: image.height,
        orientation,
      }
      const ours = resampleCrop(lying, size, crop, { createMixer: simd, stripBytes: random(1, 20_000) })
      expect(bytesThatDiffer(ours, resampleCrop(pixelSource(image), size, crop))).toBe(0)
    }
  })

  test.each([false, true])('with any weights that a filter may give, columns first: %s', (columnsFirst) => {
    const random = randomIntegers(columnsFirst ? 11 : 12)
    for (let round = 0; round < 60; round++) {
      const across = drawnWeights(random, random(1, 60), random(1, 20))
      const down = drawnWeights(random, random(1, 60), random(1, 20))
      const crop = { width: across.starts.length, height: down.starts.length }
      const lines = columnsFirst ? across.end - across.begin : down.end - down.begin
      const plan = { across, down, crop, columnsFirst, stripLines: random(1, lines) }
      expect(mixed(simd, plan, round), JSON.stringify({ crop, stripLines: plan.stripLines })).toEqual(
        mixed(createScriptMixer, plan, round),
      )
    }
  })

  test('a picture of 12 megapixels after one of a single pixel, and the other way round', () => {
    const large = pixelSource(patternPicture(4000, 3000, 5))
    const one = pixelSource(patternPicture(1, 1, 5))
    for (const source of [one, large, one]) {
      const size = shortestEdge(source, 256)
      expect(wrongBytes(source, size, centerCrop(size, 224), 4 * 1024 * 1024)).toBe(0)
    }
  })
})

/** Weights of `outputs` neighbouring pixels, as no filter of ours gives them: any count, any place, below 0 and above 1. */
function drawnWeights(random: (from: number, to: number) => number, outputs: number, most: number): Weights {
  const begin = random(0, 1000)
  const stride = most + random(0, 3)
  const starts = Int32Array.from({ length: outputs }, () => begin + random(0, 40))
  const counts = Int32Array.from({ length: outputs }, () => random(1, most))
  const one = 1 << WEIGHT_BITS
  const values = Int32Array.from({ length: outputs * stride }, () => {
    // The absolute values of one pixel's weights add up to less than 2, so that no sum leaves 32 bits.
    return Math.trunc(random(-2 * one, 2 * one) / most)
  })
  const end = starts.reduce((last, start, output) => Math.max(last, start + (counts[output] ?? 0)), 0)
  return { begin: Math.min(...starts), end, starts, counts, stride, values }
}

function mixed(createMixer: CreateMixer, plan: MixPlan, seed: number): Uint8ClampedArray {
  const { across, down, columnsFirst, stripLines } = plan
  const width = across.end - across.begin
  const height = down.end - down.begin
  const source = pixelSource(patternPicture(width, height, seed))
  const mixer = createMixer(plan)
  for (let at = 0; at < (columnsFirst ? width : height); at += stripLines) {
    const strip = columnsFirst
      ? source.read(at, 0, Math.min(stripLines, width - at), height)
      : source.read(0, at, width, Math.min(stripLines, height - at))
    mixer.add(strip, at)
  }
  return mixer.finish()
}

test('the answer is its own: the next picture does not change it', () => {
  const resampled = (seed: number): PixelImage => {
    const source = pixelSource(patternPicture(50, 40, seed))
    return resampleCrop(
      source,
      { width: 20, height: 16 },
      { left: 0, top: 0, width: 20, height: 16 },
      { createMixer: simd },
    )
  }
  const first = resampled(1)
  const kept = first.data.slice()
  resampled(2)
  expect(first.data).toEqual(kept)
})

test('a kernel that does not start leaves the work to the script', () => {
  expect(startSimdMixer(Uint8Array.of(0, 97, 115, 109))).toBeUndefined()
})
