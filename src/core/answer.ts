/**
 * The hedged answer: rather "cat", which is right, than "Egyptian cat", which is a guess. Idea after Deng, Krause, Berg,
 * Fei-Fei, "Hedging Your Bets", CVPR 2012.
 */
import type { Answer } from './classification.ts'
import { groupScores, type Taxonomy } from './taxonomy.ts'

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
  // Children come after their parents, so the last of a chain is its deepest.
  const deepest = sums.findLastIndex((sum) => sum >= threshold)
  const group = taxonomy.groups[deepest]
  if (group === undefined || group.vague) return { name: NOT_SURE, score: best, kind: 'unsure' }
  // A sum of rounded numbers may come out a hair above 1.
  return { name: group.name, score: Math.min(1, sums[deepest] ?? 0), kind: 'group' }
}
