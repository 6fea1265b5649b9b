/** `whatsit serve`: the page and its HTTP API in one program, with the flags of http/serve-options.ts. */
import { serve as serveHttp } from '../http/serve.ts'
import { SETTINGS, type ServeSettings, type Setting, serveSettings } from '../http/serve-options.ts'
import { requestLog } from '../http/server-log.ts'
import { startProblem } from '../http/start-address.ts'
import type { Command, Flag, Given, Outside } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, UsageError } from './failure.ts'
import { NO_COLOUR } from './parse.ts'
import { notStarted } from './pool-flags.ts'

const flags: readonly Flag[] = Object.entries<Setting>(SETTINGS).map(([name, { value, env, help }]) => ({
  name,
  ...(value !== undefined && { value }),
  help: `${help} [${env}]`,
}))

export const serve: Command = {
  name: 'serve',
  words: '',
  summary: 'Serve the page and the HTTP API.',
  details: `What stands in [brackets] is the variable of the environment that says the same;
a flag goes before it. Ctrl-C finishes what is under way, and a second one ends
at once.`,
  flags,
  examples: ['whatsit serve', 'whatsit serve --port 9000 --host 0.0.0.0 --quiet'],

  async run(given, outside) {
    const settings = settingsOf(given, outside)
    const { out, err, folders, version, createPool, interrupted, goOnWithoutReader } = outside
    goOnWithoutReader()
    const serving = await serveHttp({
      models: folders.models,
      ...settings,
      site: folders.site,
      version,
      createPool,
      log: requestLog((text, done) => out.write(text).then(done)),
    }).catch((error) => {
      const sentence = startProblem(error, settings, 'whatsit serve')
      throw sentence === undefined ? error : new Failure(sentence, { cause: error })
    })
    await out.write(`Whatsit is at ${serving.address} (Ctrl-C ends it)\n`)
    const code = await new Promise<ExitCode>((resolve) => {
      // A server that was told to end and does so does what was asked.
      const end = (): void => resolve(EXIT.ok)
      if (interrupted.aborted) end()
      else interrupted.addEventListener('abort', end, { once: true })
      const failed = async (error: unknown): Promise<void> => {
        if (interrupted.aborted) return
        const rest = settings.apiOnly ? '' : ', the page is served'
        await err.write(`No picture is answered${rest}: ${notStarted(error).message}\n`)
        // Nothing is left to serve.
        if (settings.apiOnly) resolve(EXIT.failed)
      }
      serving.ready.then(() => out.write('Model Loaded!\n'), failed)
    })
    await serving.end()
    return code
  },
}

/** @throws UsageError */
function settingsOf({ args, words }: Given, { env }: Outside): ServeSettings {
  const [word] = words
  if (word !== undefined) throw new UsageError(`whatsit serve takes flags only, and was given "${word}".`)
  try {
    const own = args.filter((arg) => arg !== `--${NO_COLOUR.name}`)
    return serveSettings(own, env)
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error
  }
}
