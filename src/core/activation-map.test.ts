import { describe, expect, test } from 'vitest'
import { evidence, paintHeat, upsample } from './activation-map.ts'
import { HEAT_COLOURS } from './heat-colours.ts'

const map = (width: number, height: number, values: readonly number[]) => ({ index: 7, width, height, values })

test.each([
  { values: [1, 2, 4, 0], shares: [0.25, 0.5, 1, 0] },
  { values: [-8, 2, -1, 4], shares: [0, 0.5, 0, 1] },
  { values: [-1, -2, -3, -4], shares: [0, 0, 0, 0] },
  { values: [0, 0, 0, 0], shares: [0, 0, 0, 0] },
])('of $values the evidence is $shares', ({ values, shares }) => {
  expect(evidence(map(2, 2, values))).toEqual(shares)
})

describe('upsample', () => {
  test.each([
    // Centres of two cells at 0.25 and 0.75; of four pixels at 0.125, 0.375, 0.625, 0.875.
    { grid: [2, 1], size: [4, 1], values: [0, 1], upsampled: [0, 0.25, 0.75, 1] },
    { grid: [1, 2], size: [1, 4], values: [0, 1], upsampled: [0, 0.25, 0.75, 1] },
    { grid: [3, 1], size: [3, 1], values: [5, 1, 3], upsampled: [5, 1, 3] },
    { grid: [1, 1], size: [2, 2], values: [3], upsampled: [3, 3, 3, 3] },
    { grid: [2, 2], size: [1, 1], values: [0, 1, 2, 3], upsampled: [1.5] },
    { grid: [2, 2], size: [4, 2], values: [0, 4, 8, 12], upsampled: [0, 1, 3, 4, 8, 9, 11, 12] },
  ])('$values, $grid to $size', ({ grid: [gw = 0, gh = 0], size: [width = 0, height = 0], values, upsampled }) => {
    expect(upsample(values, { width: gw, height: gh }, { width, height })).toEqual(upsampled)
  })

  test('is exact at every pixel, up to the edges', () => {
    // A plane is its own bilinear interpolation, but for the half cell beyond the outer centres.
    const grid = { width: 7, height: 5 }
    const size = { width: 56, height: 60 }
    const centre = (at: number, count: number): number => (at + 0.5) / count
    const plane = (x: number, y: number): number => 3 * x + 5 * y
    const values = Array.from({ length: 35 }, (_, at) => plane(centre(at % 7, 7), centre(Math.floor(at / 7), 5)))
    const level = (place: number, cells: number): number => Math.min(1 - 0.5 / cells, Math.max(0.5 / cells, place))
    for (const [at, value] of upsample(values, grid, size).entries()) {
      const x = level(centre(at % 56, 56), 7)
      const y = level(centre(Math.floor(at / 56), 60), 5)
      expect(value).toBeCloseTo(plane(x, y), 10)
    }
  })
})

describe('paintHeat', () => {
  const painted = (values: readonly number[]): Uint8ClampedArray => {
    const target = { data: new Uint8ClampedArray(values.length * 4), width: values.length, height: 1 }
    paintHeat(map(values.length, 1, values), target)
    return target.data
  }

  test('gives each pixel the colour and the opacity of its evidence', () => {
    const colour = (step: number): readonly number[] => HEAT_COLOURS[step] ?? []
    expect([...painted([-3, 1, 5])]).toEqual([...colour(0), 0, ...colour(51), 10, ...colour(255), 255])
  })

  test('leaves a picture without evidence alone', () => {
    expect(painted([0, -1, 0]).filter((_, at) => at % 4 === 3)).toEqual(new Uint8ClampedArray(3))
  })
})
