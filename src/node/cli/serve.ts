/** `whatsit serve`: the page and its HTTP API in one program, with the flags of http/serve-options.ts. */
import { SETTINGS, type ServeSettings, type Setting, serveSettings } from '../http/serve-options.ts'
import { serveUntil } from '../http/serve-until.ts'
import { requestLog } from '../http/server-log.ts'
import { startProblem } from '../http/start-address.ts'
import type { Command, Flag, Given, Outside } from './command.ts'
import { EXIT } from './exit-code.ts'
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
    const wasAsked = await serveUntil({
      models: folders.models,
      ...settings,
      site: folders.site,
      version,
      createPool,
      log: requestLog((text, done) => out.write(text).then(done)),
      interrupted,
      say: (line) => out.write(`${line}\n`),
      complain: (line) => err.write(`${line}\n`),
      reasonOf: (error) => notStarted(error).message,
    }).catch((error) => {
      const sentence = startProblem(error, settings, 'whatsit serve')
      throw sentence === undefined ? error : new Failure(sentence, { cause: error })
    })
    // A server that was told to end and does so does what was asked.
    return wasAsked ? EXIT.ok : EXIT.failed
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
