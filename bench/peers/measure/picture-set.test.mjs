import { describe, expect, test } from 'vitest'
import { planOf, SET } from './picture-set.mjs'

const plans = Array.from({ length: SET.count }, (_, at) => planOf(at))
const pixels = plans.map(({ width, height }) => width * height)

describe('the set of photographs', () => {
  test('goes from 1 to 12 megapixels', () => {
    expect(Math.min(...pixels)).toBeGreaterThan(0.99e6)
    expect(Math.max(...pixels)).toBeGreaterThan(11.9e6)
    expect(Math.max(...pixels)).toBeLessThanOrEqual(12e6)
  })

  test('has no size twice', () => {
    expect(new Set(plans.map(({ width, height }) => `${width} x ${height}`)).size).toBe(SET.count)
  })

  test('is as large in each of its quarters', () => {
    const quarter = SET.count / 4
    const mean = pixels.reduce((sum, one) => sum + one, 0) / 4
    for (let from = 0; from < SET.count; from += quarter) {
      const sum = pixels.slice(from, from + quarter).reduce((all, one) => all + one, 0)
      expect(sum / mean).toBeGreaterThan(0.95)
      expect(sum / mean).toBeLessThan(1.05)
    }
  })

  test('shows parts that lie within the sources', () => {
    for (const { share, x, y } of plans) {
      expect(share).toBeGreaterThan(0)
      expect(Math.max(share, x, y)).toBeLessThanOrEqual(1)
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
    }
  })
})
