/**
 * Lays out what the container adds to its base, as a tree to be copied over `/`; the tests lay out the same tree in a
 * temporary folder. Prints what each part weighs.
 *
 *   node tools/nginx-layout.mjs <target> [--modules <file that lists the base's nginx modules>]
 */
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './command.mjs'

const SITE = 'srv/whatsit'
const CONFIGURATION = 'etc/nginx'
const BROTLI_MODULE = /^.*ngx_http_brotli_static_module\.so$/m

/** @param {string} path  within the site @returns {string} */
function partOf(path) {
  if (path.startsWith('models/')) return 'models'
  if (/\.(?:wasm|mjs)(?:\.|$)/.test(path)) return 'runtime'
  if (/\.(?:js|css|html)(?:\.|$)/.test(path)) return 'page'
  return /^(?:pictures|icons|screenshots)\//.test(path) ? path.slice(0, path.indexOf('/')) : 'rest'
}

/**
 * @param {string} target  folder; made where it is missing
 * @param {{modules?: string}} [options]  modules: what nginx can load, a path a line
 * @returns {Promise<Map<string, number>>}  bytes by part of the site
 */
export async function layOut(target, { modules = '' } = {}) {
  const brotliModule = BROTLI_MODULE.exec(modules)?.[0]
  const site = join(root, 'dist')
  const entries = await readdir(site, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(site, join(entry.parentPath, entry.name)).split(sep).join('/'))
  /** @type {Map<string, number>} */
  const weights = new Map()
  await rm(join(target, SITE), { recursive: true, force: true })
  for (const path of paths) {
    if (path.endsWith('.br') && brotliModule === undefined) continue
    if (path.endsWith('.wasm') && paths.includes(`${path}.gz`)) continue
    const to = join(target, SITE, path)
    await mkdir(dirname(to), { recursive: true })
    await copyFile(join(site, path), to)
    weights.set(partOf(path), (weights.get(partOf(path)) ?? 0) + (await stat(to)).size)
  }

  const includes = join(target, CONFIGURATION, 'whatsit')
  await mkdir(includes, { recursive: true })
  await copyFile(join(root, 'deploy/nginx/nginx.conf'), join(target, CONFIGURATION, 'nginx.conf'))
  const generated = join(root, 'dist-node/nginx')
  for (const name of await readdir(generated)) await copyFile(join(generated, name), join(includes, name))
  const hint = '# Written by tools/nginx-layout.mjs, by what modules this nginx has.\n'
  await writeFile(join(includes, 'modules.conf'), hint + (brotliModule ? `load_module ${brotliModule};\n` : ''))
  await writeFile(join(includes, 'brotli.conf'), hint + (brotliModule ? 'brotli_static on;\n' : ''))
  // To mount deploy/nginx/api on; a root that cannot be written has no room for it later.
  await mkdir(join(includes, 'api'), { recursive: true })
  await mkdir(join(target, 'tmp/nginx'), { recursive: true })
  return weights
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { modules: { type: 'string' } } })
  const [target] = positionals
  if (target === undefined) throw new Error('Name the folder to lay out in.')
  const weights = await layOut(target, values.modules ? { modules: await readFile(values.modules, 'utf8') } : {})
  const total = [...weights.values()].reduce((sum, bytes) => sum + bytes, 0)
  for (const [part, bytes] of [...weights].sort(([, one], [, other]) => other - one)) {
    console.log(`${part.padEnd(14)}${(bytes / 1e6).toFixed(2).padStart(6)} MB`)
  }
  console.log(`${'the site'.padEnd(14)}${(total / 1e6).toFixed(2).padStart(6)} MB`)
}
