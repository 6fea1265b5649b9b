/** Each of Pillow's filters with each way of framing; resample.test.ts has more of BICUBIC. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Framing, framed } from './geometry.ts'
import { patternPicture } from './pattern.ts'
import { pixelSource } from './pixels.ts'
import { resampleCrop } from './resample.ts'
import { FILTERS, isResample, type Resample } from './resample-filter.ts'
import { resampleWeights } from './weights.ts'

interface Case extends Framing {
  resample: Resample
  width: number
  height: number
  seed: number
  /** Of the crop's RGB bytes as Pillow gave them. */
  sha256: string
}

const golden = new URL('./goldens/filters.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { cases: Case[] }

function rgbHash({ resample, width, height, seed, ...framing }: Case): string {
  const { size, crop } = framed({ width, height }, framing)
  const { data } = resampleCrop(pixelSource(patternPicture(width, height, seed)), size, crop, { resample })
  return createHash('sha256')
    .update(data.filter((_, at) => at % 4 !== 3))
    .digest('hex')
}

describe('the same bytes as Pillow', () => {
  test.each([
    [0, 'NEAREST'],
    [1, 'LANCZOS'],
    [2, 'BILINEAR'],
    [3, 'BICUBIC'],
    [4, 'BOX'],
    [5, 'HAMMING'],
  ])('%i, %s', (number) => {
    const ofFilter = cases.filter(({ resample }) => resample === number)
    const different = ofFilter.filter((one) => rgbHash(one) !== one.sha256)
    expect(ofFilter).toHaveLength(50)
    expect(different).toEqual([])
  })
})

test.each(Object.entries(FILTERS))('%s is 1 at its centre, 0 beyond its support', (_, { kernel, support }) => {
  expect(kernel(0)).toBe(1)
  expect([kernel(support + 1e-9), kernel(-support - 1e-9)]).toEqual([0, 0])
})

test('the absolute weights of a pixel add up to less than 2, so that 32 bits hold any sum', () => {
  for (const resample of [1, 2, 3, 4, 5] as const) {
    for (const [source, length] of [
      [2, 9],
      [5, 64],
      [64, 5],
      [300, 256],
      [100, 99],
    ] as const) {
      const { starts, stride, values } = resampleWeights(source, length, 0, length, resample)
      for (let output = 0; output < starts.length; output++) {
        const weights = values.subarray(output * stride, (output + 1) * stride)
        expect(weights.reduce((sum, weight) => sum + Math.abs(weight), 0)).toBeLessThan(2 ** 23)
      }
    }
  }
})

test.each([[6], [-1], [2.5], ['2'], [undefined]])('%s is no filter', (value) => {
  expect(isResample(value)).toBe(false)
})
