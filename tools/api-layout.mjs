/**
 * Lays out what the api's container holds, as a tree to be copied over `/` of an empty image: Node with the libraries
 * that it and sharp are linked with, the server's bundle, sharp, one model. Nothing else: no shell, no npm, and none of
 * onnxruntime-web, which weighs more than all the rest. Prints what each part weighs.
 *
 *   node tools/api-layout.mjs <target>
 */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, join, posix, relative, sep } from 'node:path'
import { root } from './command.mjs'
import { dropSymbols } from './drop-symbols.mjs'
import { linkedLibraries } from './linked-libraries.mjs'

const HOME = 'whatsit'
const NODE = 'usr/bin/node'
/** The one that answers in the fewest bytes. */
const MODEL = 'efficientnet-lite0'
/** Of a package: what runs, and its licence. Types, sources and headers are for those who build with it. */
const RUNS = /\.(?:[cm]?js|json|node|so[.\d]*)$|^(?:LICENSE|README\.md)/
const LEFT_OUT = /^(?:bin|src|install|lib\/glib-2\.0)\//
/** Of the server's folder: all but onnxruntime-web's files, nginx's, and what debuggers read. */
const NOT_SERVED = /^(?:ort|nginx)\/|\.map$/

/** @param {string} path  within the image @returns {string} */
export function partOf(path) {
  if (path === NODE) return 'Node'
  if (/^(?:lib|usr\/lib|lib64)\//.test(path)) return 'C and C++ libraries'
  if (path.startsWith(`${HOME}/node_modules/@img/sharp-libvips-`)) return 'libvips'
  if (path.startsWith(`${HOME}/node_modules/`)) return 'sharp'
  if (path.startsWith(`${HOME}/dist-node/`)) return 'the server'
  return path.startsWith(`${HOME}/models/`) ? 'the model' : 'licences'
}

/** @param {string} from @param {string} target @param {string} to  within the target */
async function put(from, target, to) {
  const path = join(target, to)
  await mkdir(dirname(path), { recursive: true })
  await copyFile(from, path)
}

/** @param {string} folder @returns {Promise<string[]>}  of all files in it, with / on every system */
async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

/** @param {string} path @returns {Promise<any>} */
const readJson = async (path) => JSON.parse(await readFile(path, 'utf8'))

/** @param {string} name  of a package @returns {Promise<Set<string>>}  with all that it needs and that is installed */
async function withDependencies(name, found = new Set([name])) {
  const { dependencies = {}, optionalDependencies = {} } = await readJson(
    join(root, 'node_modules', name, 'package.json'),
  )
  for (const other of Object.keys({ ...dependencies, ...optionalDependencies })) {
    if (found.has(other) || !existsSync(join(root, 'node_modules', other))) continue
    await withDependencies(other, found.add(other))
  }
  return found
}

/** sharp as it is installed for this system. @param {string} target @returns {Promise<string[]>}  its binaries */
async function layOutSharp(target) {
  /** @type {string[]} */
  const binaries = []
  for (const name of await withDependencies('sharp')) {
    const folder = join(root, 'node_modules', name)
    for (const path of await filesIn(folder)) {
      if (!RUNS.test(path) || LEFT_OUT.test(path)) continue
      await put(join(folder, path), target, `${HOME}/node_modules/${name}/${path}`)
      if (/\.(?:node|so[.\d]*)$/.test(path)) binaries.push(join(folder, path))
    }
  }
  return binaries
}

/** @param {string} target @param {readonly string[]} binaries  beside Node, whose libraries are wanted */
async function layOutNode(target, binaries) {
  const node = dropSymbols(await readFile(process.execPath))
  await mkdir(dirname(join(target, NODE)), { recursive: true })
  await writeFile(join(target, NODE), node, { mode: 0o755 })
  const libraries = new Set([process.execPath, ...binaries].flatMap(linkedLibraries))
  for (const library of libraries) {
    // sharp's own is beside it already.
    if (!library.startsWith(root)) await put(await realpath(library), target, library)
  }
  // Of the archive that Node's makers publish, and of the images made from it.
  const license = join(dirname(process.execPath), '..', 'LICENSE')
  if (existsSync(license)) await put(license, target, `${HOME}/licenses/node`)
}

/** The model's files as its manifest names them, and a list that names it alone. @param {string} target */
async function layOutModel(target) {
  const models = join(root, 'public', 'models')
  const { model, labels } = await readJson(join(models, MODEL, 'manifest.json'))
  const files = ['manifest.json', model.url, labels.url].map((url) => posix.join(MODEL, url))
  for (const path of [...files, 'APACHE-2.0.txt', 'imagenet-1k/WORDNET-LICENSE.txt']) {
    await put(join(models, path), target, `${HOME}/models/${path}`)
  }
  const index = { format: 1, default: MODEL, models: [MODEL] }
  await writeFile(join(target, HOME, 'models', 'index.json'), `${JSON.stringify(index)}\n`)
}

/** @param {string} target  an empty or missing folder @returns {Promise<Map<string, number>>}  bytes by part */
async function layOut(target) {
  await layOutNode(target, await layOutSharp(target))
  await layOutModel(target)
  const server = join(root, 'dist-node')
  for (const path of await filesIn(server)) {
    if (!NOT_SERVED.test(path)) await put(join(server, path), target, `${HOME}/dist-node/${path}`)
  }
  // Says that .js files are modules.
  await writeFile(join(target, HOME, 'package.json'), `${JSON.stringify({ type: 'module' })}\n`)
  for (const name of ['LICENSE', 'NOTICE']) await put(join(root, name), target, `${HOME}/licenses/whatsit/${name}`)

  /** @type {Map<string, number>} */
  const weights = new Map()
  for (const path of await filesIn(target)) {
    weights.set(partOf(path), (weights.get(partOf(path)) ?? 0) + (await stat(join(target, path))).size)
  }
  return weights
}

if (process.argv[1] === import.meta.filename) {
  const [target] = process.argv.slice(2)
  if (target === undefined) throw new Error('Name the folder to lay out in.')
  for (const [part, bytes] of [...(await layOut(target))].sort(([, one], [, other]) => other - one)) {
    console.log(`${part.padEnd(24)}${(bytes / 1e6).toFixed(2).padStart(7)} MB`)
  }
}
