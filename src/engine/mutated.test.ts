/** 2,000 files that are almost models: each ends in a typed error, or in a plan that is right, within bounded memory. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasErrorCode } from '../core/errors.ts'
import { parseManifest } from '../core/manifest.ts'
import { createEngine } from './engine.ts'
import type { Plan } from './layers.ts'
import { readModel } from './onnx.ts'
import { type PlannedManifest, planNetwork } from './plan.ts'
import { countBytes } from './testing/count-bytes.ts'
import { FAMILIES } from './testing/families.ts'
import { KERNELS } from './testing/kernel-files.ts'
import { MUTATIONS } from './testing/mutate.ts'
import { relativeDifference, runOnnx } from './testing/onnxruntime.ts'
import { Random } from './testing/random.ts'
import { referenceValues } from './testing/reference.ts'

/** Eight numbers made of each that is stored in as little as a byte, of four bytes each, the file's own, and a little always. */
const BYTES_PER_BYTE = 40
const BYTES_ALWAYS = 4 * 2 ** 20

/** A plan; undefined where a typed error says why not. */
function planWithinBounds(model: Uint8Array, manifest: PlannedManifest): Plan | undefined {
  let plan: Plan | undefined
  const bytes = countBytes(() => {
    try {
      plan = planNetwork(readModel(model), manifest)
    } catch (error) {
      if (!hasErrorCode(error) || error.name !== 'ModelUnsupported') throw error
    }
  })
  expect(bytes).toBeLessThanOrEqual(BYTES_ALWAYS + BYTES_PER_BYTE * model.length)
  return plan
}

const kinds = Object.entries(MUTATIONS)
/** After these, next to nothing is a whole message any more. */
const BROKEN: ReadonlySet<string> = new Set(['cut off', 'a length that lies'])

describe.each(kinds)('%s', (kind, mutate) => {
  const seed = kinds.findIndex(([name]) => name === kind)

  test.each([
    ['MobileNetV2', 'pytorch'],
    ['MobileNetV3', 'tf2onnx'],
    ['SqueezeNet', 'pytorch'],
  ] as const)('80 times in a small %s as %s writes it', async (name, exporter) => {
    const model = FAMILIES[name]?.write({ exporter, opset: 13 }) ?? new Uint8Array()
    const random = new Random(seed)
    const manifest = { input: 'image', outputs: { logits: 'logits' }, preprocess: { centerCrop: 32 } }
    const differences: (number | undefined)[] = []
    for (let i = 0; i < 80; i++) {
      const changed = mutate(model, random)
      const plan = planWithinBounds(changed, manifest)
      if (plan) differences.push(await differenceFromOnnxruntime(plan, changed))
    }
    const compared = differences.filter((difference) => difference !== undefined)
    expect(compared.filter((difference) => !(difference < 1e-3))).toEqual([])
    // Of files that are still whole, some must have been taken by both.
    if (!BROKEN.has(kind)) expect(compared.length).toBeGreaterThan(0)
  })

  test('46 times in the shipped model', () => {
    const random = new Random(seed + 100)
    for (let i = 0; i < 46; i++) planWithinBounds(mutate(shipped, random), shippedManifest)
  })
})

const folder = new URL('../../public/models/efficientnet-lite0/', import.meta.url)
const shipped = new Uint8Array(readFileSync(new URL('onnx/model.onnx', folder)))
const shippedManifest = parseManifest(JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')))

/** undefined where onnxruntime refuses the file, or gives what no picture gives. */
async function differenceFromOnnxruntime(plan: Plan, model: Uint8Array): Promise<number | undefined> {
  const { height, width } = plan.values[plan.input] ?? { height: 0, width: 0 }
  const input = new Random(4).numbers(3 * height * width, -1, 1)
  const theirs = await runOnnx(model, 'image', [1, 3, height, width], input).catch(() => undefined)
  const logits = theirs?.['logits']
  if (!logits?.every((logit) => Math.abs(logit) < 1e20)) return undefined
  const engine = await createEngine(plan, { wasm: KERNELS, threads: 1 })
  const ours = await engine.run(input)
  await engine.dispose()
  const byLoops = referenceValues(plan, input)[plan.logits] ?? []
  return Math.max(relativeDifference(byLoops, logits), relativeDifference(ours.logits, logits))
}
