/**
 * From words to flags, by node:util's parseArgs: it knows `--top=3`, `-k3` and `--`, and a command's flags are few. Its own
 * complaints name the API; these say what to type.
 */
import { parseArgs } from 'node:util'
import type { Command, Flag, Given } from './command.ts'
import { UsageError } from './failure.ts'
import { nearest } from './nearest.ts'

/** Understood after every command, and looked for before anything else is. */
export const HELP: Flag = { name: 'help', short: 'h', help: 'Show this.' }
export const NO_COLOUR: Flag = { name: 'no-color', help: 'No colours; so does NO_COLOR in the environment.' }

/** @returns a command's own flags, and those of all commands */
export const flagsOf = (command: Command): readonly Flag[] => [...command.flags, NO_COLOUR, HELP]

/** @throws UsageError  for a flag that there is not, one without its value, and a switch with one */
export function parse(command: Command, args: readonly string[]): Given {
  const known = flagsOf(command)
  const options = Object.fromEntries(
    known.map(({ name, short, value }) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short && { short }) },
    ]),
  )
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  const words: string[] = []
  const flags = new Map<string, string | true>()
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const flag = known.find((one) => one.name === name)
    if (flag === undefined) throw new UsageError(unknownFlag(command, rawName, known, args[token.index]))
    if (flag.value === undefined) {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value, and was given "${value}".`)
      flags.set(name, true)
    } else {
      // "--model --json" is a value forgotten, not a model of that name; "--model=--json" would be one.
      const isForgotten = value === undefined || value === '' || (!inlineValue && /^-./.test(value))
      if (isForgotten) throw new UsageError(`${rawName} needs a value: ${rawName} <${flag.value}>.`)
      flags.set(name, value)
    }
  }
  return { words, flags, args }
}

/** @param typed  the whole word, of which `-d` may be the first letter */
function unknownFlag(command: Command, rawName: string, known: readonly Flag[], typed = rawName): string {
  const isFile = command.words !== '' && /^[^=]*[./\\]/.test(typed)
  if (isFile) {
    return `There is no flag ${typed}. A file of that name goes after --: whatsit ${command.name} -- ${typed}`
  }
  const meant = nearest(
    rawName.replace(/^-+/, ''),
    known.map(({ name }) => name),
  )
  const advice = meant === undefined ? `whatsit ${command.name} --help lists them all.` : `Did you mean --${meant}?`
  return `There is no flag ${rawName}. ${advice}`
}

/** @throws UsageError  where it is no whole number of this range */
export function wholeNumber({ flags }: Given, name: string, least: number, most: number): number | undefined {
  const text = flags.get(name)
  if (text === undefined) return undefined
  const value = /^\d{1,9}$/.test(String(text)) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UsageError(`--${name} is "${text}", and should be a whole number from ${least} to ${most}.`)
}

/** @throws UsageError  where it is none of these */
export function oneOf<T extends string>({ flags }: Given, name: string, choices: readonly T[]): T | undefined {
  const text = flags.get(name)
  if (text === undefined) return undefined
  const chosen = choices.find((choice) => choice === text)
  if (chosen !== undefined) return chosen
  throw new UsageError(`--${name} is "${text}", and should be one of ${choices.join(', ')}.`)
}

/** The value of a flag that takes one; undefined where it was not given. */
export function textOf({ flags }: Given, name: string): string | undefined {
  const value = flags.get(name)
  return value === true ? undefined : value
}
