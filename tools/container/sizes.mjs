/** What an image weighs, for who looks on and, with --document, for docs/containers.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../command.mjs'

const DOCUMENT = join(root, 'docs/containers.md')

/** @param {number} bytes */
const megabytes = (bytes) => (bytes / 1e6).toFixed(1)

/** @param {string} name  of the image @param {readonly (readonly [string, number])[]} rows */
function document(name, rows) {
  const table = ['| part | MB |', '| --- | ---: |', ...rows.map(([part, bytes]) => `| ${part} | ${megabytes(bytes)} |`)]
  const [start, end] = [`<!-- sizes:${name}:start -->`, `<!-- sizes:${name}:end -->`]
  const text = readFileSync(DOCUMENT, 'utf8')
  const [before, after] = [text.indexOf(start), text.indexOf(end)]
  if (before < 0 || after < 0) throw new Error(`There is no place for ${name}'s sizes in ${DOCUMENT}`)
  writeFileSync(DOCUMENT, `${text.slice(0, before + start.length)}\n${table.join('\n')}\n${text.slice(after)}`)
}

/**
 * @param {string} name  of the image
 * @param {ReadonlyMap<string, number>} weights  bytes by part
 * @returns {number}  bytes of all together
 */
export function tellSizes(name, weights) {
  const whole = [...weights.values()].reduce((sum, bytes) => sum + bytes, 0)
  /** @type {[string, number][]} */
  const rows = [...[...weights].sort(([, one], [, other]) => other - one), ['together', whole]]
  console.log(`${name}'s image, unpacked:`)
  for (const [part, bytes] of rows) console.log(`  ${part.padEnd(24)}${megabytes(bytes).padStart(7)} MB`)
  if (process.argv.includes('--document')) document(name, rows)
  return whole
}
