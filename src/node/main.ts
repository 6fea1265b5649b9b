/** `node dist-node/server.js`: serves the built site beside it until it is told to end. */
import { join } from 'node:path'
import { listen } from './listen.ts'
import { createSite } from './site.ts'
import { startAddress, startProblem } from './start-address.ts'

/** How long running downloads may go on after the first Ctrl-C. */
const GRACE_MS = 2000

async function serve(): Promise<void> {
  const site = createSite(join(import.meta.dirname, '..', 'dist'))
  const server = await listen(site.fetch, startAddress(process.env))
  console.log(`Whatsit is at ${server.address} (Ctrl-C ends it)`)

  const end = (): void => {
    // A second signal finds no listener and ends at once.
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
    void server.close(GRACE_MS)
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}

serve().catch((error: unknown) => {
  const { HOST: host = '127.0.0.1', PORT: port = 8082 } = process.env
  console.error(startProblem(error, { host, port: Number(port) }) ?? error)
  process.exitCode = 1
})
