/** How near a page's scores are to Python's, which `public/models/reference.json` holds for the example pictures. */

/** @typedef {import('./ask.mjs').Prediction} Prediction */

/**
 * What the scores would be at another temperature: softmax(logits / t) is the softmax to the power of 1 / t, made to add
 * up again. Needs all classes.
 *
 * @param {readonly Prediction[]} predictions  at temperature 1
 * @param {number} temperature
 * @returns {Prediction[]}
 */
export function atTemperature(predictions, temperature) {
  const powers = predictions.map(({ index, score }) => ({ index, score: score ** (1 / temperature) }))
  const sum = powers.reduce((all, { score }) => all + score, 0)
  return powers.map(({ index, score }) => ({ index, score: score / sum }))
}

/**
 * @param {readonly Prediction[]} predictions  largest first
 * @param {readonly Prediction[]} reference  Python's best, largest first
 * @returns {{sameFirst: boolean, difference: number}}  difference: the largest of a score, among Python's best
 */
export function agreement(predictions, reference) {
  const scores = new Map(predictions.map(({ index, score }) => [index, score]))
  const differences = reference.map(({ index, score }) => Math.abs((scores.get(index) ?? 0) - score))
  return { sameFirst: predictions[0]?.index === reference[0]?.index, difference: Math.max(...differences) }
}
