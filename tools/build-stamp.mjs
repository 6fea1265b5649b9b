/**
 * Tells whether dist/, dist-node/ and dist-lib/ are what the sources would give, by content: hashes of all that goes in and of all
 * that came out. Times of files say neither after a checkout, nor after somebody's `vite build`.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { root } from './command.mjs'

const STAMP = join(root, '.cache', 'build.json')
const SOURCES = ['index.html', 'package.json', 'package-lock.json', 'src', 'public', 'tools', 'deploy']
const SOURCE_FILES = /^(?:vite\..*|tsconfig.*)$/
const OUTPUTS = ['dist', 'dist-node', 'dist-lib']

/** @param {string} path  relative to the repository @returns {string[]}  of files, sorted, with slashes */
function filesIn(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  const entries = readdirSync(full, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.map((file) => relative(root, file).split(sep).join('/')).sort()
}

/** @param {readonly string[]} paths  of files or folders @returns {string} */
function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const files = /\.[a-z]+$/.test(path) ? [path].filter((file) => existsSync(join(root, file))) : filesIn(path)
    for (const file of files.filter((one) => !/\.(?:test\.ts|py|pyc|md)$/.test(one) || one.startsWith('public/'))) {
      hash.update(`${file}\0`).update(
        createHash('sha256')
          .update(readFileSync(join(root, file)))
          .digest(),
      )
    }
  }
  return hash.digest('hex')
}

/** What a build made now would come from. */
function sourcesHash() {
  const configs = readdirSync(root).filter((name) => SOURCE_FILES.test(name))
  return `${hashOf([...SOURCES, ...configs.sort()])}${process.env['WHATSIT_BUILD_SALT'] ?? ''}`
}

export function isBuilt() {
  if (!existsSync(STAMP)) return false
  const { sources, outputs } = JSON.parse(readFileSync(STAMP, 'utf8'))
  return sources === sourcesHash() && outputs === hashOf(OUTPUTS)
}

/** Call before building: a source that changes meanwhile makes the stamp stale, not wrong. */
export function openStamp() {
  const sources = sourcesHash()
  return {
    /** Call once everything is written. */
    close() {
      mkdirSync(join(root, '.cache'), { recursive: true })
      writeFileSync(STAMP, JSON.stringify({ sources, outputs: hashOf(OUTPUTS) }))
    },
  }
}
