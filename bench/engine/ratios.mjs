/** Our time divided by each other engine's, and what it should be. */
import { spread } from '../statistics.mjs'

/** Of the fastest runs, for every shipped model, on one thread and on two. @type {Readonly<Record<string, number>>} */
const AIMS = { 'onnxruntime-web': 0.6, 'LiteRT.js': 0.9 }

/** @typedef {{ofFastest: number, ofMedians: number, aim?: number}} Ratio */

/** @param {number} value */
const threeDigits = (value) => Number(value.toFixed(3))

/**
 * @param {readonly {engine: string, times: readonly number[]}[]} measured  ours first, milliseconds
 * @returns {Record<string, Ratio>}  by the other engine's name
 */
export function ratios([ours, ...others]) {
  if (!ours) return {}
  const own = spread(ours.times)
  return Object.fromEntries(
    others.map(({ engine, times }) => {
      const other = spread(times)
      const aim = AIMS[engine]
      return [
        engine,
        {
          ofFastest: threeDigits(own.min / other.min),
          ofMedians: threeDigits(own.median / other.median),
          ...(aim === undefined ? {} : { aim }),
        },
      ]
    }),
  )
}

/**
 * "0.43 (aim: at most 0.60)", and in bold where it missed.
 *
 * @param {Ratio} ratio
 */
export function ratioBesideAim({ ofFastest, aim }) {
  const text = ofFastest.toFixed(2)
  if (aim === undefined) return text
  return `${ofFastest <= aim ? text : `**${text}**`} (aim: at most ${aim.toFixed(2)})`
}

/** Of two engines' logits; NaN where one has fewer. @param {readonly number[]} ours @param {readonly number[]} theirs */
export function largestDifference(ours, theirs) {
  const most = Math.max(ours.length, theirs.length)
  const apart = Array.from({ length: most }, (_, index) => Math.abs((ours[index] ?? NaN) - (theirs[index] ?? NaN)))
  return Math.max(...apart)
}
