/** From the words after `whatsit` to a command, and from whatever it throws to a sentence and an exit code. */
import type { Command, Outside } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, UsageError } from './failure.ts'
import { commandHelp, programHelp } from './help.ts'
import { nearest } from './nearest.ts'
import { parse } from './parse.ts'
import { printable } from './printable.ts'

/** @param args  without node and the program's own name */
export async function program(
  args: readonly string[],
  commands: readonly Command[],
  outside: Outside,
): Promise<ExitCode> {
  try {
    return await run(args, commands, outside)
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof Failure)) throw error
    const lines = error.message.split('\n').map(printable)
    await outside.err.write(`whatsit: ${lines.join('\n')}\n`)
    return error instanceof UsageError ? EXIT.usage : EXIT.failed
  }
}

async function run(args: readonly string[], commands: readonly Command[], outside: Outside): Promise<ExitCode> {
  const [first, ...rest] = args
  if (first === undefined) {
    await outside.err.write(programHelp(commands))
    return EXIT.usage
  }
  if (first === '--version' || first === '-v' || first === '-V') return told(`${outside.version}\n`, outside)
  if (first === '--help' || first === '-h' || first === 'help') {
    const [name] = rest
    return told(name === undefined ? programHelp(commands) : commandHelp(commandOf(name, commands)), outside)
  }
  const command = commandOf(first, commands)
  // Before anything else is looked at: whoever asks for help may have typed something wrong.
  const until = rest.includes('--') ? rest.indexOf('--') : rest.length
  if (rest.slice(0, until).some((arg) => arg === '--help' || arg === '-h')) return told(commandHelp(command), outside)
  return command.run(parse(command, rest), outside)
}

async function told(text: string, { out }: Outside): Promise<ExitCode> {
  await out.write(text)
  return EXIT.ok
}

function commandOf(name: string, commands: readonly Command[]): Command {
  const command = commands.find((one) => one.name === name)
  if (command !== undefined) return command
  const names = commands.map((one) => one.name)
  const meant = nearest(name, names)
  if (meant !== undefined) throw new UsageError(`There is no command "${name}". Did you mean ${meant}?`)
  // "whatsit cat.jpg" is what everybody tries first.
  const isPicture = /[./\\*]/.test(name) && !name.startsWith('-')
  const advice = isPicture ? `Did you mean whatsit classify ${name}?` : 'whatsit --help lists them all.'
  throw new UsageError(`There is no command "${name}". ${advice}`)
}
