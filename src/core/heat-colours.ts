/**
 * The colours of a heat map: from dark violet over red to light yellow, in steps that look equally large. Along the ramp
 * lightness rises and the hue turns evenly while the chroma stays, in Oklch (Björn Ottosson, "A perceptual color space
 * for image processing", 2020), so that more is always lighter, also for people who see no hues and in print.
 */

export type Colour = readonly [red: number, green: number, blue: number]

const LIGHTNESS = { from: 0.3, to: 0.93 } as const
// Degrees; 465 is 105, a turn further.
const HUE = { from: 290, to: 465 } as const
// The most that sRGB holds at every step.
const CHROMA = 0.155

/** IEC 61966-2-1. @param linear  0 to 1 @returns 0 to 255 */
function toByte(linear: number): number {
  return Math.round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055))
}

/** Ottosson's matrices. @param hue  degrees @returns sRGB, 0 to 255 where the colour is one that sRGB has */
export function oklch(lightness: number, chroma: number, hue: number): Colour {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** 256 steps, the least first. */
export const HEAT_COLOURS: readonly Colour[] = Array.from({ length: 256 }, (_, step) => {
  const share = step / 255
  const lightness = LIGHTNESS.from + share * (LIGHTNESS.to - LIGHTNESS.from)
  return oklch(lightness, CHROMA, HUE.from + share * (HUE.to - HUE.from))
})
