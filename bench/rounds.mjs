/** Turns: what is compared is measured in turn, so that what else the machine does meets all alike. */

/**
 * The same things in another order each round: every other round goes the other way, and each pair of rounds begins with
 * the next one, so that everybody begins and ends equally often, two as well as six.
 *
 * @template T
 * @param {readonly T[]} all
 * @param {number} round  from 0
 * @returns {T[]}
 */
export function inTurn(all, round) {
  const first = Math.floor(round / 2) % Math.max(1, all.length)
  const turned = [...all.slice(first), ...all.slice(0, first)]
  return round % 2 === 0 ? turned : turned.reverse()
}
