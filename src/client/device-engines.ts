/**
 * Which engines this device uses: the person's choice, and what the comparison with the reference said. Holds the ladder
 * that follows from both.
 */
import type { ClientOutside } from './client-outside.ts'
import { EngineCheck } from './engine-check.ts'
import { type EngineChoice, enginesToTry, rememberEngineChoice } from './engine-choice.ts'
import { engineSettings } from './engine-settings.ts'
import { Ladder } from './ladder.ts'

export class DeviceEngines {
  readonly ladder: Ladder
  readonly check: EngineCheck
  readonly #outside: Pick<ClientOutside, 'threads' | 'memory' | 'scriptsKept'>
  #choice: EngineChoice

  constructor(outside: Pick<ClientOutside, 'threads' | 'engine' | 'memory' | 'scriptsKept'>) {
    this.#outside = outside
    this.#choice = outside.engine
    this.check = new EngineCheck(outside.memory, __BUILD__)
    this.ladder = new Ladder(this.#settings())
  }

  get choice(): EngineChoice {
    return this.#choice
  }

  /** Remembers it. The ladder is another one then; the caller climbs it. */
  choose(choice: EngineChoice): void {
    this.#choice = choice
    rememberEngineChoice(this.#outside.memory, choice)
    this.ladder.settings = this.#settings()
  }

  /** Takes the comparison's word. @returns whether the ladder is another one now */
  believeCheck(): boolean {
    if (!this.check.distrusted || this.#choice !== 'auto') return false
    this.ladder.settings = this.#settings()
    return true
  }

  #settings() {
    // Classifying is to cause no request, and what is kept here causes none.
    const ahead = this.#outside.scriptsKept === true ? 'after' : 'before'
    return engineSettings(this.#outside.threads, enginesToTry(this.#choice, this.check.distrusted), ahead)
  }
}
