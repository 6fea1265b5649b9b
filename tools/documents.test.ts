/** What the documents point at is there: every relative link and picture, and the measurements. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const documents = execFileSync('git', ['ls-files', '-z', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  // One that is deleted and not yet committed is listed still.
  .filter((path) => path !== '' && existsSync(join(root, path)))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Targets of links and pictures within the repository, without their #fragment. Examples in code are none. */
function relativeTargets(markdown: string): string[] {
  const prose = markdown.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '')
  const targets = [
    ...prose.matchAll(/\]\(<?([^)>\s]+)[^)]*\)/g),
    ...prose.matchAll(/^\[[^\]]+\]:\s*<?([^>\s]+)/gm),
    ...prose.matchAll(/\b(?:src|href)="([^"]+)"/g),
  ].map(([, target = '']) => target.replace(/#.*$/, ''))
  return targets.filter((target) => target !== '' && !/^[a-z][a-z\d+.-]*:/i.test(target)).map(decodeURIComponent)
}

test('relativeTargets finds links, pictures and references, and leaves out addresses and code', () => {
  const markdown = [
    '![a page](docs/a.png) and [`code`](src/a.ts#L3), [b](<b.md> "title"), <img src="c.webp">',
    '[site](https://example.org/x.md), [here](#above), [mail](mailto:a@example.org), `[no](no.md)`',
    '[ref]: d.md',
    '```',
    '[no](no.md)',
    '```',
  ].join('\n')
  expect(relativeTargets(markdown).sort()).toEqual(['b.md', 'c.webp', 'd.md', 'docs/a.png', 'src/a.ts'])
})

describe('links and pictures lead somewhere', () => {
  test.each(documents)('%s', (path) => {
    const missing = relativeTargets(read(path)).filter((target) => !existsSync(join(root, dirname(path), target)))
    expect(missing).toEqual([])
  })

  test('README has its picture and its links', () => {
    expect(relativeTargets(read('README.md'))).toEqual(expect.arrayContaining(['docs/screenshot.webp', 'LICENSE']))
  })
})

test('README shows what was measured', () => {
  const [, measured = ''] = /<!-- bench:start -->(.*)<!-- bench:end -->/s.exec(read('README.md')) ?? []
  expect(measured).toMatch(/^\|.*\d.*\|$/m)
})
