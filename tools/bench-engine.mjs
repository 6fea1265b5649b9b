/**
 * `npm run bench:engine`: our engine beside onnxruntime-web, alone, without the page (bench/engine/README.md). `--rounds 3`
 * for a quick look, `--table` to write the table anew, `--models folder` for other models than the shipped ones.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { giveUp, root } from './command.mjs'
import { installIfMissing } from './install.mjs'
import { buildKernels } from './kernels.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    models: { type: 'string', default: join(root, 'public', 'models') },
    table: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1) giveUp(`--rounds is "${values.rounds}", and should be 1 or more.`)

await installIfMissing()
if (!values.table) {
  const { findChromium } = await import('../bench/browser/chromium.mjs')
  if (!(await findChromium())) giveUp('The bench needs Chromium or Chrome; WHATSIT_CHROMIUM may name one.')
  await buildKernels()
  const { run } = await import('../bench/engine/run.mjs')
  await run({ rounds, models: values.models })
}
const { writeEngineTable } = await import('../bench/engine/table.mjs')
await writeEngineTable()
console.log('Written to bench/results/engine.json and engine.md.')
