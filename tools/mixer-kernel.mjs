/**
 * Compiles the resampler's kernel, src/resample/kernel, into src/resample/built, which is in no repository. kernels.mjs asks
 * for it, with the engine's; it is compiled again when what it comes from has changed.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './command.mjs'

const SOURCE = join('src', 'resample', 'kernel')
const BUILT = join(root, 'src', 'resample', 'built')
const OUTPUT = join(BUILT, 'mixer.wasm')
const STAMP = join(BUILT, 'mixer.sources')
const OPTIONS = ['--runtime', 'stub', '--enable', 'simd', '--noAssert', '-O3']

/** Hash of all that the kernel comes from. @returns {string} */
function sourceHash() {
  const paths = readdirSync(join(root, SOURCE))
    .sort()
    .map((name) => join(root, SOURCE, name))
  const hash = createHash('sha256')
  for (const path of [...paths, import.meta.filename, join(root, 'node_modules/assemblyscript/package.json')]) {
    hash.update(readFileSync(path))
  }
  return hash.digest('hex')
}

export async function buildMixerKernel() {
  const sources = sourceHash()
  if (existsSync(OUTPUT) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return
  const { default: asc } = await import('assemblyscript/asc')
  // Two programs may build at the same time, the tests and the site: neither may see half a file.
  const unfinished = join('.cache', `mixer-${process.pid}.wasm`)
  mkdirSync(join(root, '.cache'), { recursive: true })
  mkdirSync(BUILT, { recursive: true })
  const entry = join(SOURCE, 'index.ts')
  const { error, stderr } = await asc.main([entry, ...OPTIONS, '--baseDir', root, '-o', unfinished])
  if (error) throw new Error(`${entry}: ${error.message}\n${stderr}`)
  renameSync(join(root, unfinished), OUTPUT)
  writeFileSync(STAMP, sources)
  console.log(`mixer.wasm: ${readFileSync(OUTPUT).length} bytes`)
}
