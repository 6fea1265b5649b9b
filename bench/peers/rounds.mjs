/** Turns: what is compared is measured in turn, so that what else the machine does meets all alike. */

/**
 * The same things in another order each round: everybody begins once, and everybody follows everybody else.
 *
 * @template T
 * @param {readonly T[]} all
 * @param {number} round  from 0
 * @returns {T[]}
 */
export function inTurn(all, round) {
  const first = round % Math.max(1, all.length)
  const turned = [...all.slice(first), ...all.slice(0, first)]
  return round % 2 === 0 ? turned : turned.reverse()
}
