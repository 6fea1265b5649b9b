/** Which engine the person wants: told in the address, or chosen under "About this device" and remembered; else the best. */
import type { EngineName } from '../worker/api.ts'
import type { Memory } from './memory.ts'

export type EngineChoice = EngineName | 'auto'

const KEY = 'engine'
const CHOICES: readonly EngineChoice[] = ['auto', 'whatsit', 'ort']

export function isEngineChoice(value: unknown): value is EngineChoice {
  return CHOICES.some((choice) => choice === value)
}

/** @param address  of the page; `?engine=` counts for this visit and is not remembered */
export function engineChoice(address: string, memory: Memory): EngineChoice {
  const told = new URL(address).searchParams.get('engine')
  if (isEngineChoice(told)) return told
  const remembered = memory.read(KEY)
  return isEngineChoice(remembered) ? remembered : 'auto'
}

export function rememberEngineChoice(memory: Memory, choice: EngineChoice): void {
  memory.write(KEY, choice)
}

/** @param distrusted  our own engine gave other numbers than the reference on this device */
export function enginesToTry(choice: EngineChoice, distrusted: boolean): readonly EngineName[] {
  if (choice === 'ort' || (choice === 'auto' && distrusted)) return ['ort']
  // The reference comes last also for who wants ours: some models only it can run.
  return ['whatsit', 'ort']
}
