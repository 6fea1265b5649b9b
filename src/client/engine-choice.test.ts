import { expect, test } from 'vitest'
import { engineChoice, enginesToTry, rememberEngineChoice } from './engine-choice.ts'
import type { Memory } from './memory.ts'

function memoryOf(value?: unknown): Memory {
  const values = new Map<string, unknown>([['engine', value]])
  return { read: (key) => values.get(key), write: (key, written) => void values.set(key, written) }
}

test.each([
  // address, remembered -> choice
  ['https://a.example/', undefined, 'auto'],
  ['https://a.example/', 'ort', 'ort'],
  ['https://a.example/?engine=whatsit', 'ort', 'whatsit'],
  ['https://a.example/?engine=auto', 'ort', 'auto'],
  ['https://a.example/?engine=tfjs', 'ort', 'ort'],
  ['https://a.example/', { engine: 'ort' }, 'auto'],
])('%s, remembered %j: %s', (address, remembered, choice) => {
  expect(engineChoice(address, memoryOf(remembered))).toBe(choice)
})

test('a choice is remembered', () => {
  const memory = memoryOf()
  rememberEngineChoice(memory, 'ort')
  expect(engineChoice('https://a.example/', memory)).toBe('ort')
})

test.each([
  ['auto', false, ['whatsit', 'ort']],
  ['auto', true, ['ort']],
  ['whatsit', true, ['whatsit', 'ort']],
  ['ort', false, ['ort']],
] as const)('%s, distrusted %s: %j', (choice, distrusted, engines) => {
  expect(enginesToTry(choice, distrusted)).toEqual(engines)
})
