/** From logits to scores and the best of them. */

/**
 * exp(logit / temperature), scaled so that all add up to 1. The largest logit is taken off first, so that none overflows.
 *
 * @param logits  [classes], finite
 * @param temperature  above 0; below 1 sharpens, above 1 flattens
 * @returns [classes]
 */
export function softmax(logits: Float32Array, temperature: number): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity)
  const scores = Float64Array.from(logits, (logit) => Math.exp((logit - largest) / temperature))
  const sum = scores.reduce((a, b) => a + b, 0)
  return scores.map((score) => score / sum)
}

/** Indices of the `k` highest scores, best first; of equal ones the lower index first. All of them when `k` is more. */
export function topK(scores: Float64Array, k: number): number[] {
  const byScore = Array.from(scores, (score, index) => ({ score, index }))
  byScore.sort((a, b) => b.score - a.score || a.index - b.index)
  return byScore.slice(0, k).map(({ index }) => index)
}
