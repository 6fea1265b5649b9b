/**
 * `npm run bench`: installs and builds what is missing, then measures (bench/README.md). `--rounds 1` for a quick look,
 * `--table` to write the table anew from the results that are there.
 */
import { parseArgs } from 'node:util'
import { isBuilt } from './build-stamp.mjs'
import { giveUp, node } from './command.mjs'
import { installIfMissing } from './install.mjs'

/** What a first visit may bring over the network, brotli and all: the lightest of the peers brings more (bench/peers). */
const FIRST_VISIT_BYTES = 6_000_000

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, table: { type: 'boolean', default: false } },
})
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1) giveUp(`--rounds is "${values.rounds}", and should be 1 or more.`)

await installIfMissing()
const { writeTable } = await import('../bench/table.mjs')
if (values.table) {
  await writeTable()
} else {
  if (!isBuilt()) {
    const { code } = await node(['tools/build.mjs'])
    if (code !== 0) giveUp('The site could not be built; why is above.')
  }
  const { findChromium } = await import('../bench/browser/chromium.mjs')
  if (!(await findChromium())) giveUp('The bench needs Chromium or Chrome; WHATSIT_CHROMIUM may name one.')
  const { run } = await import('../bench/run.mjs')
  const { firstVisitBytes } = await run({ rounds })
  await writeTable()
  console.log('Written to bench/results/.')
  if (firstVisitBytes > FIRST_VISIT_BYTES) {
    giveUp(`A first visit brings ${firstVisitBytes} bytes over the network, more than ${FIRST_VISIT_BYTES}.`)
  }
}
