/**
 * `npm run bench:engine:soak`: thousands of classifications in a row, with one thread and with two. Fails when a bit
 * differs from the first answer to the same picture, or when the process holds more memory at the end than after a tenth.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { runnerImport } from 'vite'
import { giveUp, root } from '../../tools/command.mjs'
import { buildKernels } from '../../tools/kernels.mjs'

const RUNS = 5000
/** Pictures that take turns, so that each answer follows another one. */
const PICTURES = 7
/** What the collector and the compiler may still hold; a leak of one picture's numbers per run would be 3 GB. */
const GROWTH_BYTES = 20_000_000

setFlagsFromString('--expose-gc')
/** @type {() => void} */
const collect = runInNewContext('gc')

/** @returns {number}  bytes that the process still holds when all that can be given back was */
function held() {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** @template T @param {string} path @returns {Promise<T>} */
async function ours(path) {
  const { module } = await runnerImport(join(root, 'src', 'engine', path), { configFile: false })
  return /** @type {T} */ (module)
}

await buildKernels()
const { createWhatsitEngine } = /** @type {typeof import('../../src/engine/whatsit-engine.ts')} */ (
  await ours('whatsit-engine.ts')
)
const { startNodeThread } = /** @type {any} */ (await ours('testing/node-threads.ts'))
const folder = join(root, 'public', 'models', 'efficientnet-lite0')
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
const model = new Uint8Array(readFileSync(join(folder, manifest.model.url)))

for (const [threads, kernels] of /** @type {const} */ ([
  [1, 'kernels.wasm'],
  [2, 'kernels-threads.wasm'],
])) {
  const wasm = new Uint8Array(readFileSync(join(root, 'src', 'engine', 'kernels', 'built', kernels)))
  const engine = await createWhatsitEngine(model, manifest, { wasm, threads, startThread: startNodeThread })
  const [, channels, height, width] = engine.inputShape
  const inputs = Array.from({ length: PICTURES }, (_, picture) =>
    Float32Array.from({ length: channels * height * width }, (_, at) => ((at * (picture + 3)) % 256) / 128 - 1),
  )
  /** @type {Map<number, string>} */
  const known = new Map()
  let early = 0
  for (let run = 0; run < RUNS; run++) {
    const picture = run % PICTURES
    const { logits } = await engine.run(inputs[picture] ?? new Float32Array())
    const digest = createHash('sha256').update(new Uint8Array(logits.buffer)).digest('hex')
    if ((known.get(picture) ?? digest) !== digest) giveUp(`run ${run}: other bits than the first time`)
    known.set(picture, digest)
    if (run === RUNS / 10) early = held()
  }
  const grown = held() - early
  await engine.dispose()
  console.log(
    `${RUNS} runs on ${threads} thread(s): the same bits, ${(grown / 1e6).toFixed(1)} MB more than after a tenth`,
  )
  if (grown > GROWTH_BYTES) giveUp('The memory grows.')
}
process.exit(0)
