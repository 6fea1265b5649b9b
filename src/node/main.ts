/** `node dist-node/server.js`: serves the built site beside it, and its API, until it is told to end. */
import { join } from 'node:path'
import { serveSettings, settingsHelp } from './http/serve-options.ts'
import { serveUntil } from './http/serve-until.ts'
import { LAST_LINES_MS, requestLog, writeWithoutReaders } from './http/server-log.ts'
import { defaultAddress, startProblem } from './http/start-address.ts'
import { createPool, shippedParts } from './pool/pool.ts'

/** Fires at the first signal; a second one finds no listener and ends the program at once. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  const end = (): void => {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
    controller.abort()
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  return controller.signal
}

const args = process.argv.slice(2)
let where = defaultAddress
if (args.includes('--help')) {
  console.log(`npm start -- [flags], or node dist-node/server.js [flags]\n\n${settingsHelp()}`)
} else {
  try {
    const settings = serveSettings(args, process.env)
    where = settings
    const site = join(import.meta.dirname, '..', 'dist')
    writeWithoutReaders([process.stdout, process.stderr])
    const wasAsked = await serveUntil({
      models: join(site, 'models'),
      ...settings,
      site,
      version: __VERSION__,
      createPool: (options) => createPool(options, shippedParts(import.meta.dirname)),
      log: requestLog((text, done) => process.stdout.write(text, done)),
      interrupted: interruption(),
      say: (line) => console.log(line),
      complain: (line) => console.error(line),
      reasonOf: (error) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
    })
    if (!wasAsked) process.exitCode = 1
    // Lines that nobody reads would keep the process; where none wait, it ends by itself before.
    setTimeout(() => process.exit(), LAST_LINES_MS).unref()
  } catch (error) {
    console.error(startProblem(error, where) ?? error)
    process.exitCode = 1
  }
}
