/**
 * `npm run bench:engine`: our engine beside onnxruntime-web and LiteRT.js, alone, without the page (bench/engine/README.md).
 * Makes what is missing. `--rounds 3` for a quick look, `--no-litert` where its 1.6 GB of tools are too much, `--table` to
 * write the tables anew, `--models folder` for other models than the shipped ones, which LiteRT.js cannot read.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { giveUp, root } from './command.mjs'
import { installIfMissing } from './install.mjs'
import { buildKernels } from './kernels.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    models: { type: 'string' },
    'no-litert': { type: 'boolean', default: false },
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
  const models = values.models ?? join(root, 'public', 'models')
  await run({ rounds, models, liteRt: values.models === undefined && !values['no-litert'] })
}
const { writeEngineTable } = await import('../bench/engine/table.mjs')
await writeEngineTable()
console.log('Written to bench/results/engine.json, engine.md and docs/engine.md.')
