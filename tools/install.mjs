/** Installs the packages when they are missing or not those of package-lock.json. Before it, only Node's own modules exist. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, npm, root } from './command.mjs'

/** The floor of the build tools; keep in step with package.json's `engines`. */
const NODE_FLOOR = [20, 19]

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 */

/** @param {string} path @returns {Record<string, LockedPackage>} */
function packagesOf(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages
}

/**
 * True where what npm wrote down about node_modules is what the lock asks for. npm's own `npm ls` says the same, seconds
 * later.
 *
 * @param {Record<string, LockedPackage>} locked
 * @param {Record<string, LockedPackage>} installed
 */
function agrees(locked, installed) {
  for (const [path, wanted] of Object.entries(locked)) {
    if (path === '') continue
    const found = installed[path]
    // Optional ones are mostly for other systems, and left out.
    if (found === undefined && !wanted.optional && !wanted.devOptional) return false
    if (found !== undefined && (found.version !== wanted.version || found.integrity !== wanted.integrity)) return false
  }
  return Object.keys(installed).every((path) => path in locked)
}

function isInstalled() {
  const written = join(root, 'node_modules', '.package-lock.json')
  return existsSync(written) && agrees(packagesOf(join(root, 'package-lock.json')), packagesOf(written))
}

/** Ends the program, with a sentence, where Node is too old or npm fails. */
export async function installIfMissing() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [floorMajor = 0, floorMinor = 0] = NODE_FLOOR
  if (major < floorMajor || (major === floorMajor && minor < floorMinor)) {
    giveUp(`Whatsit needs Node ${NODE_FLOOR.join('.')} or later, and this is ${process.versions.node}.`)
  }
  if (isInstalled()) return
  console.log('Installing the packages of package-lock.json ...')
  const { code } = await npm(['ci', '--prefix', root, '--no-audit', '--no-fund'])
  if (code !== 0) giveUp('The packages could not be installed; what npm says is above.')
}
