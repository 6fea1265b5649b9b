/** An answer as lines for a shell: the hedged answer first, then the predictions, each as its share and its name. */
import type { Classification } from '../../core/classification.ts'

/** Labels of other people's models may hold anything; a line is a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in a line
const printable = (name: string): string => name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')

const line = (name: string, score: number): string => `${(score * 100).toFixed(1).padStart(5)} %  ${printable(name)}\n`

export function plainText({ answer, predictions }: Classification): string {
  return line(answer.name, answer.score) + predictions.map(({ label, score }) => line(label, score)).join('')
}
