/** What the peers need before anything is measured: their packages, their copies of the model, their pages. Made once. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { command, findProgram, npm, root } from '../../tools/command.mjs'
import { buildPeers, PEER_MODELS, PEER_PACKAGES } from './site.mjs'
import { PEER_PAGES } from './subjects.mjs'

const HERE = import.meta.dirname
const FOLDER = join(root, '.cache', 'peers')
const PYTHON = join(FOLDER, 'python', process.platform === 'win32' ? 'Scripts' : 'bin', 'python')

/** @param {readonly string[]} paths  files, and folders whose files count @returns {Promise<string>} */
async function hashOf(...paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined)
    const files = entries
      ?.filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
      .map((entry) => join(entry.parentPath, entry.name))
    for (const file of files?.sort() ?? [path]) hash.update(file.slice(root.length)).update(await readFile(file))
  }
  return hash.digest('hex')
}

/**
 * Does a step unless it was done with the same inputs, and what it made is there.
 *
 * @param {string} name
 * @param {string} made  a folder
 * @param {string} inputs  hash of them
 * @param {() => Promise<void>} step
 */
async function once(name, made, inputs, step) {
  const stamp = join(FOLDER, `${name}.stamp`)
  if (existsSync(made) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === inputs) return
  await rm(stamp, { force: true })
  await step()
  await mkdir(FOLDER, { recursive: true })
  await writeFile(stamp, inputs)
}

/** Something of the peers' cannot be made here; the message says what, for people. */
export class NotPrepared extends Error {}

async function install() {
  console.log("Installing the peers' packages ...")
  // Their scripts fetch programs for Node, which nothing here runs.
  const { code } = await npm(['ci', '--prefix', HERE, '--ignore-scripts', '--no-audit', '--no-fund'])
  if (code !== 0) throw new NotPrepared("The peers' packages could not be installed; what npm says is above.")
}

async function makeModels() {
  console.log("Making the peers' copies of the models ...")
  const python = findProgram('python3', 'python')
  if (!python) throw new NotPrepared("The peers' copies of the models need Python 3.11 or later.")
  const steps = [
    [python, '-m', 'venv', join(FOLDER, 'python')],
    [PYTHON, '-m', 'pip', 'install', '-q', '-r', join(HERE, 'models', 'requirements.txt')],
    [PYTHON, join(HERE, 'models', 'make.py'), PEER_MODELS],
  ]
  for (const [program = '', ...args] of steps) {
    const { code, output } = await command(program, args, { quiet: true })
    if (code !== 0) throw new NotPrepared(`${output}\nThe peers' copies of the models could not be made; why is above.`)
  }
}

const packagesHash = () => hashOf(join(HERE, 'package-lock.json'))
const modelsHash = () => hashOf(join(HERE, 'models'), join(root, 'public', 'models'))

/**
 * What the engines' bench needs of this: packages and copies of the models, no pages.
 *
 * @throws {NotPrepared}
 */
export async function preparePackagesAndModels() {
  await once('packages', PEER_PACKAGES, await packagesHash(), install)
  await once('models', PEER_MODELS, await modelsHash(), makeModels)
}

/** @throws {NotPrepared} */
export async function preparePeers() {
  await preparePackagesAndModels()
  const inputs = [join(HERE, 'pages'), join(HERE, 'site.mjs'), join(root, 'dist-node', 'server.js')]
  const pages = (await packagesHash()) + (await modelsHash()) + (await hashOf(...inputs))
  await once('pages', join(FOLDER, 'dist'), pages, async () => {
    console.log("Building the peers' pages; compressing their runtimes takes some minutes the first time ...")
    await buildPeers(PEER_PAGES)
  })
}
