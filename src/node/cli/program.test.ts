import { expect, test } from 'vitest'
import { scriptedOutside } from '../testing/scripted-outside.ts'
import { bench } from './bench.ts'
import { classify } from './classify.ts'
import type { Command } from './command.ts'
import { models } from './models.ts'
import { flagsOf } from './parse.ts'
import { program } from './program.ts'
import { serve } from './serve.ts'

const COMMANDS: readonly Command[] = [classify, serve, models, bench]

async function run(...args: string[]) {
  const outside = scriptedOutside()
  const code = await program(args, COMMANDS, outside)
  return { code, out: outside.out.text, err: outside.err.text }
}

test.each([['--version'], ['-v'], ['-V']])('%s is the version alone', async (flag) => {
  expect(await run(flag)).toEqual({ code: 0, out: '1.2.3\n', err: '' })
})

test.each([['--help'], ['-h'], ['help']])('%s lists the commands', async (flag) => {
  const { code, out, err } = await run(flag)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  for (const { name, summary } of COMMANDS) expect(out).toContain(`${name.padEnd(8)}  ${summary}`)
})

test('nothing at all is help, and no success', async () => {
  const { code, out, err } = await run()
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toBe((await run('--help')).out)
})

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  '%s --help tells every flag',
  async (name, command) => {
    const { code, out } = await run(name, '--help')
    expect(code).toBe(0)
    for (const flag of flagsOf(command)) expect(out).toContain(`--${flag.name}`)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect((await run('help', name)).out).toBe(out)
    // Also for somebody whose other words make no sense.
    expect((await run(name, '--nonsense', '-h')).out).toBe(out)
  },
)

test.each([
  [['clasify', 'a.jpg'], 'There is no command "clasify". Did you mean classify?'],
  [['cat.jpg'], 'There is no command "cat.jpg". Did you mean whatsit classify cat.jpg?'],
  [['frobnicate'], 'There is no command "frobnicate". whatsit --help lists them all.'],
  [['--json'], 'There is no command "--json". whatsit --help lists them all.'],
  [['cat\u001b[2J\u202e'], 'There is no command "cat?". whatsit --help lists them all.'],
  [['classify', ''], 'A name of a picture is empty ("").'],
  [
    ['classify', '-dash.jpg'],
    'There is no flag -dash.jpg. A file of that name goes after --: whatsit classify -- -dash.jpg',
  ],
  [
    ['classify', '-odd/cat'],
    'There is no flag -odd/cat. A file of that name goes after --: whatsit classify -- -odd/cat',
  ],
  [['classify', '--tops=1.5'], 'There is no flag --tops. Did you mean --top?'],
  [['models', '-dash.jpg'], 'There is no flag -d. whatsit models --help lists them all.'],
  [['serve', 'extra'], 'whatsit serve takes flags only, and was given "extra".'],
  [['serve', '--prot', '80'], 'There is no flag --prot. Did you mean --port?'],
  [['serve', '--port', 'http'], 'PORT is "http", and should be a number from 0 to 65535.'],
  [['models', 'extra'], 'whatsit models takes flags only, and was given "extra".'],
  [['bench', 'a.jpg', 'b.jpg'], 'whatsit bench measures one picture.'],
])('%j makes no sense: 2, and %s', async (args, sentence) => {
  expect(await run(...args)).toEqual({ code: 2, out: '', err: `whatsit: ${sentence}\n` })
})
