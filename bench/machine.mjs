/** What the numbers were measured on: enough to compare, nothing that names a machine or a person. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { root } from '../tools/command.mjs'

/** @param {string} name  of a package @returns {string} */
function versionOf(name) {
  return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version
}

/** @returns {string}  the commit measured; with a plus where files differ from it; '' outside of a repository */
function commit() {
  /** @param {string[]} args */
  const git = (...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    // What earlier runs wrote is no difference.
    const changed = git('status', '--porcelain', '--', 'src', 'public', 'index.html', 'vite.config.ts')
    return git('rev-parse', '--short=8', 'HEAD') + (changed ? '+' : '')
  } catch {
    return ''
  }
}

/** @param {string} browser  its own name and version */
export function machine(browser) {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    browser,
    node: process.versions.node,
    onnxruntimeWeb: versionOf('onnxruntime-web'),
    system: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    /** Programs that wanted a core, in the last minute before measuring: near 0 on a quiet machine. */
    loadBefore: Number(loadavg()[0]?.toFixed(2)),
  }
}
