import { describe, expect, test } from 'vitest'
import { HEAT_COLOURS, oklch } from './heat-colours.ts'

describe('oklch', () => {
  // As CSS Color 4's converter gives them.
  test.each([
    ['black', [0, 0, 0], [0, 0, 0]],
    ['white', [1, 0, 0], [255, 255, 255]],
    ['red', [0.62796, 0.25768, 29.234], [255, 0, 0]],
    ['lime', [0.86644, 0.29483, 142.495], [0, 255, 0]],
    ['blue', [0.45201, 0.31321, 264.052], [0, 0, 255]],
  ] as const)('%s', (_, [lightness, chroma, hue], colour) => {
    expect(oklch(lightness, chroma, hue)).toEqual(colour.map((byte) => expect.closeTo(byte, -0.3)))
  })
})

describe('the ramp', () => {
  /** WCAG's relative luminance. */
  const luminance = ([red, green, blue]: readonly number[]): number => {
    const linear = (byte = 0): number => (byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  test('has 256 colours, each one that sRGB has', () => {
    expect(HEAT_COLOURS).toHaveLength(256)
    expect(HEAT_COLOURS.flat().filter((byte) => !(Number.isInteger(byte) && byte >= 0 && byte <= 255))).toEqual([])
  })

  test('becomes lighter with every step, from dark to light', () => {
    const luminances = HEAT_COLOURS.map(luminance)
    const notLighter = luminances.filter((now, at) => at > 0 && !(now > (luminances[at - 1] ?? 1)))
    expect(notLighter).toEqual([])
    expect(luminances[0]).toBeLessThan(0.05)
    expect(luminances[255]).toBeGreaterThan(0.75)
  })

  test('takes no step that looks larger than the others', () => {
    const steps = HEAT_COLOURS.slice(1).map((colour, at) =>
      Math.max(...colour.map((byte, channel) => Math.abs(byte - (HEAT_COLOURS[at]?.[channel] ?? 999)))),
    )
    expect(Math.max(...steps)).toBeLessThanOrEqual(5)
  })
})
