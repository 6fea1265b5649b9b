/** `node dist-node/server.js`: serves the built site beside it, and its API, until it is told to end. */
import { join } from 'node:path'
import { serve } from './http/serve.ts'
import { type ServeSettings, serveSettings, settingsHelp } from './http/serve-options.ts'
import { LAST_LINES_MS, requestLog, writeWithoutReaders } from './http/server-log.ts'
import { defaultAddress, startProblem } from './http/start-address.ts'
import { createPool, shippedParts } from './pool/pool.ts'

async function run(settings: ServeSettings): Promise<void> {
  writeWithoutReaders([process.stdout, process.stderr])
  const site = join(import.meta.dirname, '..', 'dist')
  const serving = await serve({
    models: join(site, 'models'),
    ...settings,
    site,
    version: __VERSION__,
    createPool: (options) => createPool(options, shippedParts(import.meta.dirname)),
    log: requestLog((text, done) => process.stdout.write(text, done)),
  })
  console.log(`Whatsit is at ${serving.address} (Ctrl-C ends it)`)
  let isEnding = false
  const end = (): void => {
    isEnding = true
    // A second signal finds no listener and ends at once.
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
    // Lines that nobody reads would keep the process; where none wait, it ends by itself before.
    void serving.end().then(() => setTimeout(() => process.exit(), LAST_LINES_MS).unref())
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  serving.ready.then(
    () => console.log('Model Loaded!'),
    (error: Error) => {
      if (isEnding) return
      const rest = settings.apiOnly ? '' : ', the page is served'
      console.error(`The model could not be loaded${rest}: ${error.name}: ${error.message}`)
      if (!settings.apiOnly) return
      // Nothing is left to serve: whoever runs it learns of it, and may start it anew.
      process.exitCode = 1
      end()
    },
  )
}

const args = process.argv.slice(2)
let where = defaultAddress
if (args.includes('--help')) {
  console.log(`npm start -- [flags], or node dist-node/server.js [flags]\n\n${settingsHelp()}`)
} else {
  try {
    const settings = serveSettings(args, process.env)
    where = settings
    await run(settings)
  } catch (error) {
    console.error(startProblem(error, where) ?? error)
    process.exitCode = 1
  }
}
