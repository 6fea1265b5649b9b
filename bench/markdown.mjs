/** Tables of measurements as Markdown, and their place in README.md. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../tools/command.mjs'

/**
 * Aligned as the formatter of this repository wants it.
 *
 * @param {readonly (readonly string[])[]} rows  the first holds the headings
 */
export function markdown(rows) {
  const [heading = [], ...body] = rows
  const widths = heading.map((_, column) => Math.max(4, ...rows.map((row) => row[column]?.length ?? 0)))
  /** @param {readonly string[]} cells */
  const line = (cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [heading, rule, ...body].map(line).join('\n')
}

/**
 * Between `<!-- name:start -->` and `<!-- name:end -->`, where the document has the two.
 *
 * @param {string} document  path within the repository
 * @param {string} name
 * @param {string} text
 */
export async function putInto(document, name, text) {
  const [begin, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const path = join(root, document)
  const whole = await readFile(path, 'utf8').catch(() => '')
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)]
  if (from < 0 || to < from) return
  await writeFile(path, `${whole.slice(0, from + begin.length)}\n\n${text}\n\n${whole.slice(to)}`)
}

/** @param {string} name @param {string} text */
export const putIntoReadme = (name, text) => putInto('README.md', name, text)
