/** The ladder's tries in words, one row each, for "About this device" and for a bug report. */
import type { EngineChoice } from './engine-choice.ts'
import { ENGINE_NAMES, settingText } from './engine-settings.ts'
import type { Attempt } from './ladder.ts'

interface Row {
  readonly name: string
  readonly value: string
}

/** What, beside failures, decides on the engine. */
export interface EngineReasons {
  readonly choice: EngineChoice
  /** Our own engine gave other numbers than the reference. */
  readonly distrusted: boolean
}

/** @param answering  given while a model answers: the last one that was chosen */
export function ladderRows(attempts: readonly Attempt[], answering: EngineReasons | undefined): readonly Row[] {
  const tried = attempts.map(
    ({ folder, setting, ms, outcome }, at): Row => ({
      name: `Tried (${at + 1})`,
      value: `${folder} on ${settingText(setting)}: ${result(outcome)} in ${Math.round(ms)} ms`,
    }),
  )
  const why = answering && whyChosen(attempts, answering)
  return why ? [...tried, { name: 'Chosen', value: why }] : tried
}

function result(outcome: Attempt['outcome']): string {
  if (outcome.kind === 'failed') return `failed (${outcome.error.name}: ${outcome.error.message})`
  const { largestDifference } = outcome
  return largestDifference === undefined
    ? 'passed its self-test (its numbers are finite; the model has none to compare with)'
    : `passed its self-test (largest difference ${largestDifference.toFixed(5)})`
}

/** Why it is that setting: what was wanted, the first that passed, or what was left. */
function whyChosen(attempts: readonly Attempt[], { choice, distrusted }: EngineReasons): string | undefined {
  const at = attempts.findLastIndex(({ outcome }) => outcome.kind === 'chosen')
  const chosen = attempts[at]
  if (!chosen) return undefined
  const { folder, setting } = chosen
  const failed = attempts.slice(0, at).filter((one) => one.folder === folder && one.outcome.kind === 'failed')
  const because = (): string => {
    if (failed.some((one) => one.setting.engine === setting.engine)) return 'more threads failed here'
    if (choice === setting.engine) return 'you chose this engine'
    if (choice === 'auto' && distrusted) return `${ENGINE_NAMES.whatsit} gave other numbers here`
    if (failed.length > 0) return `what comes before ${ENGINE_NAMES[setting.engine]} failed here`
    return 'the fastest that this page may use, and it passed'
  }
  return `${settingText(setting)}: ${because()}`
}
