/** `npm run dev`: Vite's development server with hot reload and the site's headers, at port 8083. PORT and HOST as for `npm start`. */
import { giveUp, root } from './command.mjs'
import { installIfMissing } from './install.mjs'
import { buildKernels } from './kernels.mjs'

await installIfMissing()
process.chdir(root)
await buildKernels()
const { createServer, runnerImport } = await import('vite')
/** @type {{ module: typeof import('../src/node/http/start-address.ts') }} */
const { module: starting } = await runnerImport('./src/node/http/start-address.ts', { configFile: false })

/** @type {import('vite').ViteDevServer | undefined} */
let server
try {
  // Not the port of `npm start`: the service worker of an earlier visit there would answer with the built page.
  const address = starting.startAddress({ ...process.env, PORT: process.env['PORT'] || '8083' })
  server = await createServer({ configFile: 'vite.config.ts', server: { ...address, strictPort: true } })
  await server.listen()
} catch (error) {
  await server?.close()
  const why = error instanceof Error ? error.message : error
  giveUp(error instanceof RangeError ? error.message : `The development server did not start: ${why}`)
}
server.printUrls()

const end = async () => {
  await server.close()
  process.exit(0)
}
process.on('SIGINT', end)
process.on('SIGTERM', end)
