/**
 * `npm run build`: the site into dist/ with compressed copies, the server into dist-node/ with nginx's includes, the package
 * for other people's pages into dist-lib/, and the size budget over all. `--no-brotli` leaves out the copies that take half a
 * minute, for servers that cannot send them; `--if-stale`, as before `npm pack`, builds only what is not there already.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isBuilt, openStamp } from './build-stamp.mjs'
import { giveUp, root } from './command.mjs'
import { installIfMissing } from './install.mjs'
import { buildKernels } from './kernels.mjs'
import { buildLibrary } from './library/build.mjs'
import { writeNginxIncludes } from './nginx-headers.mjs'
import { precompress } from './precompress.mjs'
import { measure, measureLibrary, report } from './size-budget.mjs'

const { values } = parseArgs({
  options: { 'no-brotli': { type: 'boolean', default: false }, 'if-stale': { type: 'boolean', default: false } },
})
const brotli = !values['no-brotli']

await installIfMissing()
process.chdir(root)
if (values['if-stale'] && isBuilt()) process.exit(0)
// First, since they are sources of the site.
await buildKernels()
const stamp = openStamp()
const { build } = await import('vite')
await build({ configFile: 'vite.config.ts' })
await build({ configFile: 'vite.node.config.ts', logLevel: 'warn' })
await writeNginxIncludes()

const site = join(root, 'dist')
const library = await buildLibrary(site)
console.log('Compressing, which takes some minutes the first time ...')
const copies = await precompress(site, { brotli })
console.log(`${copies} compressed copies written\n`)
if (!report([...(await measure(site, { brotli })), ...(await measureLibrary(library))])) {
  giveUp('\nThe page has outgrown tools/size-budget.json: make it smaller, or argue for more in the commit.')
}
// Without brotli it is not the whole build: the next one must not take it for that.
if (brotli) stamp.close()
