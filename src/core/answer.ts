/**
 * The hedged answer: rather "cat", which is right, than "Egyptian cat", which is a guess. Idea after Deng, Krause, Berg,
 * Fei-Fei, "Hedging Your Bets", CVPR 2012.
 */
import type { Answer, PathLevel } from './classification.ts'
import { groupScores, pathAbove, type Taxonomy } from './taxonomy.ts'

/** The answer's name when nothing that is worth saying is likely enough. */
export const NOT_SURE = 'Not sure'

/**
 * The most specific class or group whose score is at least `threshold`; a vague group counts as not sure.
 *
 * @param scores  [classes], adding up to 1
 * @param threshold  above 0.5: so at most one class passes, and the groups that pass form one chain from the root down
 */
export function hedgedAnswer(taxonomy: Taxonomy, scores: Float64Array, threshold: number): Answer {
  const best = scores.reduce((a, b) => Math.max(a, b), 0)
  const label = taxonomy.classes[scores.indexOf(best)]?.label
  if (best >= threshold && label !== undefined) return { name: label, score: best, kind: 'class' }
  const sums = groupScores(taxonomy, scores)
  const at = deepest(sums, threshold)
  const group = taxonomy.groups[at]
  if (group === undefined || group.vague) return { name: NOT_SURE, score: best, kind: 'unsure' }
  // A sum of rounded numbers may come out a hair above 1.
  return { name: group.name, score: Math.min(1, sums[at] ?? 0), kind: 'group' }
}

/**
 * The way up from the hedged answer: its own name, then the groups above it but for the vague ones, each with its score.
 *
 * @param scores  as for {@link hedgedAnswer}, and so is the threshold
 * @returns nothing when the answer is not sure
 */
export function hedgedPath(taxonomy: Taxonomy, scores: Float64Array, threshold: number): PathLevel[] {
  const { name, score, kind } = hedgedAnswer(taxonomy, scores, threshold)
  if (kind === 'unsure') return []
  const sums = groupScores(taxonomy, scores)
  if (kind === 'group') return pathAbove(taxonomy, deepest(sums, threshold), sums)
  const group = taxonomy.classes[scores.indexOf(score)]?.group ?? -1
  return [{ name, score }, ...pathAbove(taxonomy, group, sums)]
}

/** Of the groups that pass, which form one chain: children come after their parents, so the last is the deepest. */
function deepest(sums: Float64Array, threshold: number): number {
  return sums.findLastIndex((sum) => sum >= threshold)
}
