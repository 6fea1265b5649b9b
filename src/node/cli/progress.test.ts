import { expect, test } from 'vitest'
import { ScriptedSink } from '../testing/scripted-outside.ts'
import { progressOn, progressText } from './progress.ts'

test.each([
  [312, 1000, 10_000, '312 of 1,000 pictures, 31 a second, 22 s left'],
  [12, undefined, 10_000, '12 pictures, 1.2 a second'],
  [1000, 1000, 10_000, '1,000 of 1,000 pictures, 100 a second'],
  [100, 100_000, 10_000, '100 of 100,000 pictures, 10 a second, 2 h 47 min left'],
  [1, 1200, 2000, '1 of 1,200 pictures, 0.5 a second, 40 min left'],
])('%d of %s in %d ms', (done, total, ms, text) => {
  expect(progressText(done, total, ms)).toBe(text)
})

test('on a terminal one line is drawn over and over, ten times a second at most, and taken away', async () => {
  const terminal = new ScriptedSink(true)
  let now = 0
  const progress = progressOn(terminal, () => now)
  const drawn: string[] = []
  for (const at of [500, 1000, 1050, 1100]) {
    now = at
    terminal.text = ''
    await progress.step(at, 2000)
    drawn.push(terminal.text)
  }
  terminal.text = ''
  await progress.clear()
  await progress.clear()
  expect(drawn).toEqual([
    '',
    '\r\u001b[K1,000 of 2,000 pictures, 1000 a second, 1 s left',
    '',
    '\r\u001b[K1,100 of 2,000 pictures, 1000 a second, 1 s left',
  ])
  expect(terminal.text).toBe('\r\u001b[K')
})

test('where no terminal is, nothing is written', async () => {
  const file = new ScriptedSink(false)
  let now = 0
  const progress = progressOn(file, () => now)
  now = 60_000
  await progress.step(1, 2)
  await progress.clear()
  expect(file.text).toBe('')
})
