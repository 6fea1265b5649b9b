import { expect, test } from 'vitest'
import { consoleBlocks } from './console-blocks.mjs'

test('each command of each console block, with the lines after it', () => {
  const markdown = ['```console', '$ one a', 'says', '  this', '$ two', '```', '```', '$ no', '```', ''].join('\n')
  expect(consoleBlocks(markdown)).toEqual([
    { typed: 'one a', said: 'says\n  this\n' },
    { typed: 'two', said: '' },
  ])
})
