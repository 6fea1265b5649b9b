/**
 * `npm run bench:parity`: installs and builds what is missing, then compares the page and Node with Python's committed
 * scores (bench/parity/README.md). `-- --table` only writes the table anew.
 */
import { parseArgs } from 'node:util'
import { isBuilt } from './build-stamp.mjs'
import { giveUp, node } from './command.mjs'
import { installIfMissing } from './install.mjs'

const { values } = parseArgs({ options: { table: { type: 'boolean', default: false } } })

await installIfMissing()
const { writeParityTable } = await import('../bench/parity/table.mjs')
if (values.table) {
  await writeParityTable()
} else {
  if (!isBuilt()) {
    const { code } = await node(['tools/build.mjs'])
    if (code !== 0) giveUp('The site could not be built; why is above.')
  }
  const { findChromium } = await import('../bench/browser/chromium.mjs')
  if (!(await findChromium())) giveUp('The bench needs Chromium or Chrome; WHATSIT_CHROMIUM may name one.')
  const { run } = await import('../bench/parity/run.mjs')
  const { broken } = await run()
  await writeParityTable()
  console.log('Written to bench/results/parity.json and README.md.')
  if (broken.length > 0) giveUp(`Not as promised:\n${broken.join('\n')}`)
}
