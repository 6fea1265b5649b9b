import { expect, test } from 'vitest'
import type { Engine } from './engine.ts'
import { computeGolden } from './golden.ts'
import type { ModelManifest } from './manifest.ts'
import { selfTest, selfTestInput } from './self-test.ts'

const file = { url: 'x', bytes: 1, sha256: '' }
const manifest: ModelManifest = {
  format: 1,
  id: 'small',
  name: 'Small',
  model: file,
  labels: file,
  input: 'input',
  outputs: { logits: 'output' },
  preprocess: { size: { width: 6, height: 4 }, resample: 2, rescaleFactor: 1, mean: [0, 0, 0], std: [1, 1, 1] },
  temperature: 1,
  threshold: 0.7,
}

/** Answers with its input's first number, and these. */
function engineWith(...others: readonly number[]): Engine {
  return {
    inputShape: [1, 3, 4, 6],
    run: async (input) => ({ logits: Float32Array.of(input[0] ?? Number.NaN, ...others) }),
    dispose: async () => {},
  }
}

test('golden numbers are those that the self-test then finds', async () => {
  const engine = engineWith(-3, 400, 1.23456789)
  const golden = await computeGolden(engine, manifest, 4)
  expect(golden.topLogits[0]).toEqual({ index: 2, logit: 400 })
  expect(golden.topLogits).toHaveLength(4)
  const withGolden = { ...manifest, golden }
  const { largestDifference } = await selfTest(engine, withGolden, selfTestInput(withGolden))
  expect(largestDifference).toBeLessThan(1e-5)
  await expect(selfTest(engineWith(-3, 400.1, 1.2), withGolden, selfTestInput(withGolden))).rejects.toMatchObject({
    name: 'SelfTestFailed',
  })
})

test.each([
  ['another number of logits', engineWith(1), 3, 'gives 2 logits, its labels have 3 classes'],
  ['a logit that is no number', engineWith(Number.NaN), 2, 'logit 1 is NaN'],
  [
    'scores instead of logits',
    { ...engineWith(), run: async () => ({ logits: Float32Array.of(0.25, 0.7, 0.05) }) },
    3,
    'not logits',
  ],
])('refuses %s', async (_, engine, classes, message) => {
  await expect(computeGolden(engine, manifest, classes)).rejects.toMatchObject({
    name: 'ModelUnsupported',
    message: expect.stringContaining(message),
  })
})
