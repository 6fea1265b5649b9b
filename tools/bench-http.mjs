/**
 * `npm run bench:http`: installs and builds what is missing, then loads the server with autocannon (bench/http/README.md).
 * `--seconds 3` for a quick look, `--table` to write the table anew from the results that are there.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isBuilt } from './build-stamp.mjs'
import { giveUp, node, npm, root } from './command.mjs'
import { installIfMissing } from './install.mjs'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, table: { type: 'boolean', default: false } },
})
const seconds = Number(values.seconds)
if (!(seconds >= 1)) giveUp(`--seconds is "${values.seconds}", and should be 1 or more.`)

await installIfMissing()
if (!values.table) {
  const { code: installed } = await npm(['ci', '--ignore-scripts', '--prefix', join(root, 'bench', 'http')])
  if (installed !== 0) giveUp('autocannon could not be installed; why is above.')
  if (!isBuilt()) {
    const { code } = await node(['tools/build.mjs'])
    if (code !== 0) giveUp('The site could not be built; why is above.')
  }
  const { run } = await import('../bench/http/run.mjs')
  await run({ seconds })
}
const { writeHttpTable } = await import('../bench/http/table.mjs')
await writeHttpTable()
console.log('Written to bench/results/http.json, http.md and README.md.')
