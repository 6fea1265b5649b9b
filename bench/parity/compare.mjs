/** How far two answers are from each other, and what that amounts to for a kind of pictures. */

/**
 * @typedef {object} Distance
 * @property {boolean} sameTop  the class with the largest score is the same
 * @property {number} largest  difference of a class's score, of all classes
 */

/**
 * @typedef {object} Compared
 * @property {string} file
 * @property {string} kind
 * @property {boolean} lossless
 * @property {boolean} [samePixels]  sharp's pixels are Pillow's; absent where sharp reads no such file
 * @property {Distance} pagePython
 * @property {Distance} [nodePython]
 * @property {Distance} [pageNode]
 */

/** @typedef {'pagePython' | 'nodePython' | 'pageNode'} Pair */

/**
 * @param {readonly {index: number, score: number}[]} predictions  all of them, in any order
 * @returns {number[]}  [classes]; not a number where a class is missing
 */
export function scoresByIndex(predictions) {
  const scores = new Array(predictions.length).fill(Number.NaN)
  for (const { index, score } of predictions) scores[index] = score
  return scores
}

/** @param {ArrayLike<number>} scores  [classes] @returns {number}  of equal ones the first */
export function topOf(scores) {
  let top = 0
  for (let at = 1; at < scores.length; at++) if ((scores[at] ?? 0) > (scores[top] ?? 0)) top = at
  return top
}

/**
 * @typedef {object} Scored
 * @property {ArrayLike<number>} scores  [classes]
 * @property {number} [top]  the class with the largest, where rounded scores do not tell
 */

/**
 * @param {Scored} one
 * @param {Scored} other
 * @returns {Distance}  1, the most there is, where the two cannot be compared
 */
export function distance(one, other) {
  const { length } = one.scores
  if (length === 0 || length !== other.scores.length) return { sameTop: false, largest: 1 }
  let largest = 0
  for (let at = 0; at < length; at++) {
    const apart = Math.abs((one.scores[at] ?? Number.NaN) - (other.scores[at] ?? Number.NaN))
    largest = Math.max(largest, Number.isNaN(apart) ? 1 : apart)
  }
  return { sameTop: (one.top ?? topOf(one.scores)) === (other.top ?? topOf(other.scores)), largest }
}

/**
 * @param {readonly Compared[]} compared
 * @param {Pair} pair
 * @returns {{count: number, sameTop: number, largest: number, file: string}}  of the pictures that have this pair; `file`
 *   is the one with the largest difference
 */
export function summary(compared, pair) {
  let [count, sameTop, largest, file] = [0, 0, 0, '']
  for (const picture of compared) {
    const apart = picture[pair]
    if (!apart) continue
    count++
    if (apart.sameTop) sameTop++
    if (apart.largest > largest) [largest, file] = [apart.largest, picture.file]
  }
  return { count, sameTop, largest, file }
}

/** @param {readonly Compared[]} compared @returns {string[]}  kinds, in the order in which they come, lossless ones first */
export function kindsOf(compared) {
  const inOrder = [...compared.filter(({ lossless }) => lossless), ...compared.filter(({ lossless }) => !lossless)]
  return [...new Set(inOrder.map(({ kind }) => kind))]
}
