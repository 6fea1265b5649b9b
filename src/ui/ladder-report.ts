/** The ladder's tries in words, one row each, for "About this device" and for a bug report. */
import { ENGINE_NAMES, settingText } from './engine-settings.ts'
import type { Attempt } from './ladder.ts'

interface Row {
  readonly name: string
  readonly value: string
}

export function ladderRows(attempts: readonly Attempt[]): readonly Row[] {
  const tried = attempts.map(
    ({ folder, setting, ms, outcome }, at): Row => ({
      name: `Tried (${at + 1})`,
      value: `${folder} on ${settingText(setting)}: ${result(outcome)} in ${Math.round(ms)} ms`,
    }),
  )
  const why = whyChosen(attempts)
  return why ? [...tried, { name: 'Chosen', value: why }] : tried
}

function result(outcome: Attempt['outcome']): string {
  if (outcome.kind === 'failed') return `failed (${outcome.error.name}: ${outcome.error.message})`
  const { largestDifference } = outcome
  return largestDifference === undefined
    ? 'passed its self-test (its numbers are finite; the model has none to compare with)'
    : `passed its self-test (largest difference ${largestDifference.toFixed(5)})`
}

/** Why it is the last try's setting: the first that passed, or what was left. */
function whyChosen(attempts: readonly Attempt[]): string | undefined {
  const last = attempts.at(-1)
  if (last?.outcome.kind !== 'chosen') return undefined
  const name = settingText(last.setting)
  const failed = attempts.filter(({ folder, outcome }) => folder === last.folder && outcome.kind === 'failed')
  if (failed.length === 0) return `${name}: the fastest that this page may use, and it passed`
  const other = failed.some(({ setting }) => setting.engine !== last.setting.engine)
  return `${name}: ${other ? `what comes before ${ENGINE_NAMES[last.setting.engine]}` : 'more threads'} failed here`
}
