/**
 * How many numbers a plan may make of a file. Some twenty bytes can ask for a constant of gigabytes, or for one weight to be
 * copied into each of ten thousand layers; honest files make each stored number anew a few times (Cast, Mul, Transpose).
 */
import { unsupported } from '../unsupported.ts'

/** Numbers made for each one stored. The shipped models need fewer than 2, since their bytes are packed as they are. */
const MADE_PER_STORED = 8
/** For shapes and small constants, in files that store next to nothing. */
const MADE_ALWAYS = 2 ** 18

export class Budget {
  #left: number

  /** @param stored  numbers in the file */
  constructor(stored: number) {
    this.#left = MADE_ALWAYS + MADE_PER_STORED * stored
  }

  /** @throws ModelUnsupported  before anything is allocated */
  spend(numbers: number, where: string): void {
    this.#left -= numbers
    if (this.#left < 0) unsupported(where, 'makes more numbers of the file than any model of the family does')
  }
}
