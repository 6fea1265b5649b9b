/**
 * `npm run bench:peers`: installs and builds what is missing, of ours and of the peers', then measures Whatsit beside them
 * (bench/peers/README.md). `--quick` to see that all of it works, `--table` to write the table and the chart anew from the
 * results that are there.
 */
import { parseArgs } from 'node:util'
import { isBuilt } from './build-stamp.mjs'
import { giveUp, node } from './command.mjs'
import { installIfMissing } from './install.mjs'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, table: { type: 'boolean', default: false } },
})

await installIfMissing()
const { writePeersTable } = await import('../bench/peers/table.mjs')
if (!values.table) {
  if (!isBuilt()) {
    const { code } = await node(['tools/build.mjs'])
    if (code !== 0) giveUp('The site could not be built; why is above.')
  }
  const { findChromium } = await import('../bench/browser/chromium.mjs')
  if (!(await findChromium())) giveUp('The bench needs Chromium or Chrome; WHATSIT_CHROMIUM may name one.')
  const { NotPrepared, preparePeers } = await import('../bench/peers/prepare.mjs')
  await preparePeers().catch((error) => {
    if (error instanceof NotPrepared) giveUp(error.message)
    throw error
  })
  const { run } = await import('../bench/peers/run.mjs')
  await run({ quick: values.quick })
}
await writePeersTable()
console.log('Written to bench/results/peers.json, docs/peers.svg and README.md.')
