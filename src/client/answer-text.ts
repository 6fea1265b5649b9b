/** The answer in words, the same for the headline, the strip of earlier pictures and the screen reader. */
import type { Answer } from '../core/classification.ts'
import { percent } from './figures.ts'

/** With its first letter large: "cat-like animal" becomes "Cat-like animal". */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** A definition as a sentence: "A domestic cat of Egypt." */
export function sentence(definition: string): string {
  return definition.endsWith('.') ? capitalised(definition) : `${capitalised(definition)}.`
}

/** The bare name, capitalised: "Cat"; "Not sure" where no name is likely enough. */
export function headline({ kind, name }: Answer): string {
  return kind === 'unsure' ? 'Not sure' : capitalised(name)
}

/** What stands below the headline. */
export function certainty({ kind, score }: Answer): string {
  return kind === 'unsure' ? 'The best guesses are' : `${percent(score)} sure`
}

/** One line: "Cat, 97 % sure". */
export function answerLine(answer: Answer): string {
  return answer.kind === 'unsure' ? headline(answer) : `${headline(answer)}, ${certainty(answer)}`
}
