/**
 * `npm run build:kernels`: the AssemblyScript of src/engine/kernels into two modules of one source, for one thread and for
 * shared memory. Everything that needs them asks for them here first; they are built when what they come from has changed.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { generateLoops } from '../src/engine/kernels/generate.mjs'
import { root } from './command.mjs'
import { buildMixerKernel } from './mixer-kernel.mjs'

const SOURCE = join(root, 'src', 'engine', 'kernels')
const BUILT = join(SOURCE, 'built')
const STAMP = join(BUILT, 'stamp.txt')
/** Pages of memory that a module may ask for at most: 1 GiB. A shared memory must name its bound. */
const MAXIMUM_PAGES = 16_384

const MODULES = [
  { name: 'kernels.wasm', options: [] },
  {
    name: 'kernels-threads.wasm',
    options: ['--enable', 'threads', '--sharedMemory', '--maximumMemory', `${MAXIMUM_PAGES}`],
  },
]

const OPTIONS = [
  ...['--runtime', 'stub', '--enable', 'simd', '--importMemory', '--initialMemory', '1', '--noAssert', '-O3'],
  // It warns of each address that is computed from a 32-bit number; memories of 4 GiB and more are not for us.
  ...['--disableWarning', '--baseDir', SOURCE],
]

/** @returns {string}  hash of all that the modules come from */
function sourceHash() {
  const hash = createHash('sha256')
  const files = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map(({ name }) => join(SOURCE, name)).sort()
  for (const path of [...paths, import.meta.filename, join(root, 'node_modules/assemblyscript/package.json')]) {
    hash.update(readFileSync(path))
  }
  return hash.digest('hex')
}

/** Two builds at a time (the site's and the tests') must not see each other's halves. @param {string} name @param {string | Uint8Array} content */
function writeWhole(name, content) {
  const half = join(BUILT, `${name}.${process.pid}`)
  writeFileSync(half, content)
  renameSync(half, join(BUILT, name))
}

/** @param {readonly string[]} options @returns {Promise<Uint8Array>} */
async function compile(options) {
  const { default: asc } = await import('assemblyscript/asc')
  /** @type {Uint8Array | undefined} */
  let wasm
  const { error, stderr } = await asc.main(['index.ts', ...OPTIONS, ...options, '--outFile', 'out.wasm'], {
    writeFile: (name, content) => {
      if (name === 'out.wasm' && typeof content !== 'string') wasm = content
    },
  })
  if (error || !wasm) throw new Error(`the kernels do not compile: ${error?.message}\n${stderr}`)
  return wasm
}

/**
 * A second pass of the optimiser that the compiler uses: nothing lies in the first kilobyte, so an address plus a small
 * constant never wraps, and both become one instruction.
 *
 * @param {Uint8Array} wasm
 */
async function optimise(wasm) {
  const { default: binaryen } = await import('binaryen')
  const module = binaryen.readBinary(wasm)
  // What every browser with SIMD has, and no more.
  const { Features } = binaryen
  const { BulkMemory, MutableGlobals, NontrappingFPToInt, SignExt, SIMD128 } = Features
  module.setFeatures(Features.Atomics | BulkMemory | MutableGlobals | NontrappingFPToInt | SignExt | SIMD128)
  binaryen.setOptimizeLevel(3)
  binaryen.setShrinkLevel(0)
  binaryen.setLowMemoryUnused(true)
  module.runPasses(['optimize-added-constants-propagate'])
  module.optimize()
  const binary = module.emitBinary()
  module.dispose()
  return binary
}

/** Builds what is missing or older than its sources; says so only then. */
export async function buildKernels() {
  await buildMixerKernel()
  const hash = sourceHash()
  const isThere = MODULES.every(({ name }) => existsSync(join(BUILT, name)))
  if (isThere && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return
  mkdirSync(BUILT, { recursive: true })
  writeWhole('loops.ts', generateLoops())
  for (const { name, options } of MODULES) {
    const wasm = await optimise(await compile(options))
    writeWhole(name, wasm)
    console.log(`${name}: ${wasm.length} bytes, ${gzipSync(wasm, { level: 9 }).length} with gzip`)
  }
  writeWhole('stamp.txt', hash)
}

if (process.argv[1] === import.meta.filename) await buildKernels()
