/** The server alone, for its container: what `npm run build` makes of src/node, without the site. */
import { root } from './command.mjs'
import { buildKernels } from './kernels.mjs'

process.chdir(root)
// First, since they are sources of the server.
await buildKernels()
const { build } = await import('vite')
await build({ configFile: 'vite.node.config.ts', logLevel: 'warn' })
