/** What the peers need before anything is measured: their packages, their copies of the model, their pages. Made once. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { command, findProgram, giveUp, npm, root } from '../../tools/command.mjs'
import { buildPeers } from './site.mjs'
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

async function install() {
  console.log("Installing the peers' packages ...")
  // Their scripts fetch programs for Node, which nothing here runs.
  const { code } = await npm(['ci', '--prefix', HERE, '--ignore-scripts', '--no-audit', '--no-fund'])
  if (code !== 0) giveUp("The peers' packages could not be installed; what npm says is above.")
}

async function makeModels() {
  console.log("Making the peers' copies of the model ...")
  const python = findProgram('python3', 'python')
  if (!python) giveUp("The peers' copies of the model need Python 3.11 or later.")
  const steps = [
    [python, '-m', 'venv', join(FOLDER, 'python')],
    [PYTHON, '-m', 'pip', 'install', '-q', '-r', join(HERE, 'models', 'requirements.txt')],
    [PYTHON, join(HERE, 'models', 'make.py'), join(FOLDER, 'models')],
  ]
  for (const [program = '', ...args] of steps) {
    const { code, output } = await command(program, args, { quiet: true })
    if (code !== 0) giveUp(`${output}\nThe peers' copies of the model could not be made; why is above.`)
  }
}

export async function preparePeers() {
  const model = join(root, 'public', 'models', 'efficientnet-lite0')
  const packages = await hashOf(join(HERE, 'package-lock.json'))
  await once('packages', join(HERE, 'node_modules'), packages, install)
  const models = await hashOf(join(HERE, 'models'), model)
  await once('models', join(FOLDER, 'models'), models, makeModels)
  const pages = await hashOf(join(HERE, 'pages'), join(HERE, 'site.mjs'), join(root, 'dist-node', 'server.js'))
  await once('pages', join(FOLDER, 'dist'), packages + models + pages, async () => {
    console.log("Building the peers' pages; compressing their runtimes takes some minutes the first time ...")
    await buildPeers(PEER_PAGES)
  })
}
