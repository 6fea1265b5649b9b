/** `node dist-node/server.js`: serves the built site beside it until it is told to end. */
import { join } from 'node:path'
import { type ListenOptions, listen } from './http/listen.ts'
import { defaultAddress, startAddress, startProblem } from './http/start-address.ts'
import { createSite } from './site/site.ts'

/** How long running downloads may go on after the first Ctrl-C. */
const GRACE_MS = 2000

async function serve(where: ListenOptions): Promise<void> {
  const site = createSite(join(import.meta.dirname, '..', 'dist'))
  const server = await listen(site.fetch, where)
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

let where = defaultAddress
try {
  where = startAddress(process.env)
  await serve(where)
} catch (error) {
  console.error(startProblem(error, where) ?? error)
  process.exitCode = 1
}
