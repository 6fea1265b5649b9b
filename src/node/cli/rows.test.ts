import { describe, expect, test } from 'vitest'
import { classification } from '../testing/scripted-outside.ts'
import { answerLine, percent } from './answer-line.ts'
import { printable } from './printable.ts'
import type { Row } from './row.ts'
import { csvRows } from './row-csv.ts'
import { humanRows } from './row-human.ts'
import { jsonRows } from './row-json.ts'

const answered: Row = { file: 'cat.jpg', classification: classification(7, 2) }
const failed: Row = { file: 'a, "b"\n.jpg', error: { code: 'ImageEmpty', message: 'It is empty.' } }

test.each([
  [0, '< 1 %'],
  [0.00999, '< 1 %'],
  [0.01, '1 %'],
  [0.965, '97 %'],
  [0.9949, '99 %'],
  [0.995, '> 99 %'],
])('percent(%d): %s', (score, text) => {
  expect(percent(score)).toBe(text)
})

test('an answer that is not sure names its best guess as one', () => {
  const unsure = { ...classification(7), answer: { name: 'Not sure', score: 0.5, kind: 'unsure' as const } }
  expect(answerLine(classification(7))).toBe('Group 7, 97 %')
  expect(answerLine(unsure)).toBe('Not sure (perhaps class 7, 50 %)')
})

describe('JSON', () => {
  test('a row is one line, and comes back as it was', () => {
    for (const row of [answered, failed]) {
      const text = jsonRows.format(row)
      expect(text).toMatch(/^[^\n]+\n$/)
      expect(JSON.parse(text)).toEqual(row)
    }
  })
})

describe('CSV', () => {
  const { heading, format } = csvRows(3)

  test('every line has the cells of the heading', () => {
    expect(heading).toBe('file,answer,kind,score,label1,score1,label2,score2,label3,score3,error\r\n')
    expect(format(answered)).toBe('cat.jpg,group 7,group,0.970000,class 7,0.500000,class 8,0.250000,,,\r\n')
    expect(format(failed)).toBe('"a, ""b""\n.jpg",,,,,,,,,,It is empty.\r\n')
  })
})

describe('for people', () => {
  const plain = { guesses: false, colours: false, bars: false, nameWidth: 0 }

  test('answers stand above each other, as far as the names are known', () => {
    const { format } = humanRows({ ...plain, nameWidth: 10 })
    const long = { ...answered, file: 'photograph.jpg' }
    expect([answered, long, answered].map(format).join('')).toBe(
      [
        'cat.jpg     Group 7, 97 %', //
        'photograph.jpg  Group 7, 97 %',
        'cat.jpg         Group 7, 97 %',
        '',
      ].join('\n'),
    )
  })

  test('guesses stand below the answer, with bars on a terminal', () => {
    expect(humanRows({ ...plain, guesses: true }).format(answered)).toBe(
      'cat.jpg  Group 7, 97 %\n    50 %  class 7\n    25 %  class 8\n',
    )
    expect(humanRows({ ...plain, guesses: true, bars: true }).format(answered)).toContain(
      '    50 %  class 7  ██████████\n    25 %  class 8  █████\n',
    )
  })

  test('an error is the name and a sentence, and has no line breaks of its own', () => {
    expect(humanRows(plain).format(failed)).toBe('a, "b"?.jpg: It is empty.\n')
  })

  test.each([
    ['cat.jpg', 'cat.jpg'],
    ['katze\u001b[2J.jpg', 'katze.jpg'],
    ['a\rb\u0007', 'a?b?'],
    ['cat\u202egpj.exe', 'cat?gpj.exe'],
    ['one\u2028two\u0085', 'one?two?'],
    ['👩\u200d🌾 שלום.jpg', '👩\u200d🌾 שלום.jpg'],
    ['ねこ 🐈.jpg', 'ねこ 🐈.jpg'],
  ])('%j is printed as %j', (name, shown) => {
    expect(printable(name)).toBe(shown)
  })
})
