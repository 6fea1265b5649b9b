/** An answer in words, as the page has it: "Cat, 97 %". */
import type { Classification } from '../../core/classification.ts'

/**
 * Whole percent. What is not nothing never reads as 0, and what is not certain never as 100.
 *
 * @param score  0 to 1
 */
export function percent(score: number): string {
  if (score < 0.01) return '< 1 %'
  if (score >= 0.995) return '> 99 %'
  return `${Math.round(score * 100)} %`
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** Where nothing is likely enough, the best guess is named as one. */
export function answerLine({ answer, predictions }: Classification): string {
  if (answer.kind !== 'unsure') return `${capitalised(answer.name)}, ${percent(answer.score)}`
  const [best] = predictions
  return best === undefined ? 'Not sure' : `Not sure (perhaps ${best.label}, ${percent(best.score)})`
}
