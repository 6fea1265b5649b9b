/** `npm run dev`: Vite's development server with hot reload and the site's headers. PORT and HOST as for `npm start`. */
import { giveUp, root } from './command.mjs'
import { installIfMissing } from './install.mjs'

await installIfMissing()
process.chdir(root)
const { createServer } = await import('vite')
const { HOST: host = '127.0.0.1', PORT: port = '8082' } = process.env
const server = await createServer({
  configFile: 'vite.config.ts',
  server: { host, port: Number(port), strictPort: true },
})
try {
  await server.listen()
} catch (error) {
  await server.close()
  giveUp(`The development server did not start: ${error instanceof Error ? error.message : error}`)
}
server.printUrls()

const end = async () => {
  await server.close()
  process.exit(0)
}
process.on('SIGINT', end)
process.on('SIGTERM', end)
