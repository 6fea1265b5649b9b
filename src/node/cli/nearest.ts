/** What somebody who mistyped a word may have meant. */

/** More than this many letters off is another word. */
const MAX_EDITS = 2

/** Letters to put in, leave out, change or swap with their neighbour to get from one word to the other. */
function edits(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      next[column] = Math.min(
        (next[column - 1] ?? 0) + 1,
        (last[column] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = next
  }
  return last[other.length] ?? 0
}

/** @returns the word that is fewest letters off; undefined where none is near: two letters off of three is another word */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const begun = words.find((one) => word.length >= 2 && one.startsWith(word))
  if (begun !== undefined) return begun
  const ranked = words.map((one) => ({ one, off: edits(word, one) })).sort((a, b) => a.off - b.off)
  const [best] = ranked
  return best !== undefined && best.off <= MAX_EDITS && 2 * best.off < Math.max(word.length, best.one.length)
    ? best.one
    : undefined
}
