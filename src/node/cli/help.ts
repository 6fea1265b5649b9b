/** `--help`, from the same values that the parser reads: what is understood is what is told. */
import type { Command, Flag } from './command.ts'
import { flagsOf } from './parse.ts'

const left = ({ name, short, value }: Flag): string =>
  `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` <${value}>`}`

/** What every terminal shows without breaking lines itself. */
const LINE = 80

/** Two columns, the first as wide as its widest, the second broken between words. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length))
  const room = LINE - width - 4
  return rows
    .flatMap(([first, second]) =>
      broken(second, room).map((line, index) => `  ${(index === 0 ? first : '').padEnd(width)}  ${line}`.trimEnd()),
    )
    .join('\n')
}

function broken(text: string, room: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= room) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Of one command. */
export function commandHelp(command: Command): string {
  const parts = [
    `${command.summary}`,
    `Usage: whatsit ${command.name} [flags]${command.words === '' ? '' : ` ${command.words}`}`,
    command.details,
    `Flags:\n${columns(flagsOf(command).map((flag) => [left(flag), flag.help]))}`,
    `Examples:\n${command.examples.map((example) => `  ${example}`).join('\n')}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** Of all. */
export function programHelp(commands: readonly Command[]): string {
  return `Whatsit says what is in a picture, on this machine: nothing is uploaded.

Usage: whatsit <command> [flags] ...

Commands:
${columns(commands.map(({ name, summary }) => [name, summary]))}

  whatsit <command> --help tells more of each; whatsit --version which this is.

Examples:
${commands.map(({ examples }) => `  ${examples[0]}`).join('\n')}

It ends with 0 where everything was answered, 1 where something was not, 2 where
what was typed makes no sense, and 130 after Ctrl-C, but for serve: that is how
it ends, with 0.
`
}
