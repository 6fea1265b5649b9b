/**
 * `npm run bench:cli`: installs and builds what is missing, then measures whatsit classify (bench/cli/README.md). `--rounds 1`
 * for a quick look, `--table` to write the table anew from the results that are there.
 */
import { parseArgs } from 'node:util'
import { giveUp, node } from './command.mjs'
import { installIfMissing } from './install.mjs'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, table: { type: 'boolean', default: false } },
})
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1) giveUp(`--rounds is "${values.rounds}", and should be 1 or more.`)

await installIfMissing()
const { writeCliTable } = await import('../bench/cli/table.mjs')
if (!values.table) {
  const { code } = await node(['tools/build.mjs', '--if-stale'])
  if (code !== 0) giveUp('The programs could not be built; why is above.')
  const { run } = await import('../bench/cli/run.mjs')
  await run({ rounds })
}
await writeCliTable()
console.log('Written to bench/results/cli.json, cli.md and README.md.')
