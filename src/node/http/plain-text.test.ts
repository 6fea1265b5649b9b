import { expect, test } from 'vitest'
import { CAT } from '../testing/scripted-pool.ts'
import { plainText } from './plain-text.ts'

test('the hedged answer first, then the predictions; a name stays on its line', () => {
  const predictions = [
    { index: 1, label: 'Egyptian cat', score: 1 },
    { index: 2, label: 'a\nb\u2028c\u001b[31m', score: 0.0004 },
  ]
  expect(plainText({ ...CAT, predictions })).toBe(' 97.0 %  cat\n100.0 %  Egyptian cat\n  0.0 %  a b c [31m\n')
})
