/** What is kept of repeated measurements. */

/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} min
 * @property {number} max
 * @property {number} n  how many were measured
 */

/** Keeps three digits, which is more than two runs agree on. @param {number} value */
export function rounded(value) {
  return Number(value.toPrecision(value >= 1000 ? 4 : 3))
}

/** @param {readonly number[]} values  at least one @returns {Spread} */
export function spread(values) {
  if (values.length === 0) throw new RangeError('nothing was measured')
  const sorted = [...values].sort((one, other) => one - other)
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2
  return { median: rounded(median), min: rounded(at(0)), max: rounded(at(sorted.length - 1)), n: sorted.length }
}

/**
 * One spread per field of records that have the same fields.
 *
 * @template {string} K
 * @param {readonly Record<K, number>[]} records  at least one
 * @returns {Record<K, Spread>}
 */
export function spreads(records) {
  const names = /** @type {K[]} */ (Object.keys(records[0] ?? {}))
  const entries = names.map((name) => [name, spread(records.map((record) => record[name]))])
  return Object.fromEntries(entries)
}
