/**
 * `npm run build:kernels`: compiles the AssemblyScript kernels, each into the folder `built/` beside its source, which is
 * in no repository. Whatever needs them asks for them here first; only what has changed is compiled again.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { root } from './command.mjs'

/**
 * @typedef {object} Kernel
 * @property {string} entry  from the repository's folder; everything in the entry's folder counts as source
 * @property {string} output  from the repository's folder
 * @property {readonly string[]} options  of asc
 */

const COMMON = ['--runtime', 'stub', '--enable', 'simd', '--noAssert', '-O3']

/** @type {readonly Kernel[]} */
const KERNELS = [{ entry: 'src/resample/kernel/index.ts', output: 'src/resample/built/mixer.wasm', options: [] }]

/** Hash of all that a kernel comes from. @param {Kernel} kernel @returns {string} */
function sourceHash({ entry, options }) {
  const folder = join(root, dirname(entry))
  const files = readdirSync(folder, { withFileTypes: true }).filter((found) => found.isFile())
  const paths = files.map(({ name }) => join(folder, name)).sort()
  const hash = createHash('sha256').update(JSON.stringify([COMMON, options]))
  for (const path of [...paths, join(root, 'node_modules/assemblyscript/package.json')]) hash.update(readFileSync(path))
  return hash.digest('hex')
}

/** @param {Kernel} kernel */
async function build(kernel) {
  const output = join(root, kernel.output)
  const stamp = `${output}.sources`
  const sources = sourceHash(kernel)
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  const { default: asc } = await import('assemblyscript/asc')
  // Two programs may build at the same time, the tests and the site: neither may see half a file.
  const unfinished = join('.cache', `kernel-${process.pid}.wasm`)
  mkdirSync(join(root, '.cache'), { recursive: true })
  mkdirSync(dirname(output), { recursive: true })
  const { error, stderr } = await asc.main([
    kernel.entry,
    ...COMMON,
    ...kernel.options,
    '--baseDir',
    root,
    '-o',
    unfinished,
  ])
  if (error) throw new Error(`${kernel.entry}: ${error.message}\n${stderr}`)
  renameSync(join(root, unfinished), output)
  writeFileSync(stamp, sources)
  console.log(`${basename(output)}: ${readFileSync(output).length} bytes`)
}

/** Also what Vitest calls before the tests. */
export default async function buildKernels() {
  for (const kernel of KERNELS) await build(kernel)
}

if (process.argv[1] === import.meta.filename) await buildKernels()
