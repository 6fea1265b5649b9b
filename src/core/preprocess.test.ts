import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseManifest } from './manifest.ts'
import { patternPicture } from './pattern.ts'
import { pixelSource } from './pixels.ts'
import { normalise, preprocess } from './preprocess.ts'

const manifest = new URL('../../public/models/efficientnet-lite0/manifest.json', import.meta.url)
const { preprocess: config } = parseManifest(JSON.parse(readFileSync(manifest, 'utf8')))

test('every byte of every channel becomes (v - 127) / 128, to the bit', () => {
  const bytes = Uint8ClampedArray.from({ length: 256 * 4 }, (_, at) => at >> 2)
  const expected = Float32Array.from({ length: 256 * 3 }, (_, at) => ((at % 256) - 127) / 128)
  expect(normalise({ data: bytes, width: 256, height: 1 }, config)).toEqual(expected)
})

test('each channel has its own mean and deviation', () => {
  const data = Uint8ClampedArray.of(255, 102, 0, 255, 0, 255, 51, 255)
  const own = { ...config, rescaleFactor: 1 / 255, mean: [0, 0.4, 0.5] as const, std: [1, 0.2, 0.25] as const }
  const values = Array.from(normalise({ data, width: 2, height: 1 }, own))
  const expected = [1, 0, 0, 3, -2, -1.2]
  for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 6)
})

test('gives planes of the crop: red, green, blue', () => {
  const data = new Uint8ClampedArray(40 * 30 * 4)
  for (let at = 0; at < data.length; at += 4) data.set([255, 127, 0, 255], at)
  const values = preprocess(pixelSource({ data, width: 40, height: 30 }), config)
  const plane = 224 * 224
  expect(values.length).toBe(3 * plane)
  expect(new Set(values.subarray(0, plane))).toEqual(new Set([1]))
  expect(new Set(values.subarray(plane, 2 * plane))).toEqual(new Set([0]))
  expect(new Set(values.subarray(2 * plane))).toEqual(new Set([-127 / 128]))
})

test('an input need not be a square', () => {
  const { resample, rescaleFactor, mean, std } = config
  const stretch = { size: { width: 5, height: 3 }, resample, rescaleFactor, mean, std }
  const data = new Uint8ClampedArray(40 * 30 * 4).fill(255)
  expect(preprocess(pixelSource({ data, width: 40, height: 30 }), stretch)).toEqual(new Float32Array(45).fill(1))
})

test('a picture of the right size is only cut', () => {
  const picture = patternPicture(256, 256, 4)
  const values = preprocess(pixelSource(picture), config)
  const red = (x: number, y: number): number => ((picture.data[(y * 256 + x) * 4] ?? Number.NaN) - 127) / 128
  expect(values[0]).toBe(red(16, 16))
  expect(values[224 * 224 - 1]).toBe(red(239, 239))
})
