import { describe, expect, test } from 'vitest'
import type { Engine } from './engine.ts'
import type { ModelManifest } from './manifest.ts'
import { selfTest, selfTestInput } from './self-test.ts'
import { smallManifest } from './testing/small-manifest.ts'

const manifest: ModelManifest = {
  ...smallManifest,
  golden: {
    width: 20,
    height: 10,
    seed: 3,
    topLogits: [
      { index: 2, logit: 4 },
      { index: 0, logit: 1.5 },
    ],
    tolerance: 0.25,
  },
}
const { golden: _, ...withoutGolden } = manifest

function engineWith(logits: readonly number[]): Engine {
  return {
    inputShape: [1, 3, 6, 6],
    run: async () => ({ logits: Float32Array.from(logits) }),
    dispose: async () => {},
  }
}

describe('selfTest', () => {
  const input = selfTestInput(manifest)

  test('is given the synthetic picture, preprocessed as the manifest says', () => {
    expect(input).toHaveLength(3 * 6 * 6)
    expect(new Set(input).size).toBeGreaterThan(20)
    expect(selfTestInput(withoutGolden)).toHaveLength(3 * 6 * 6)
  })

  test('tells how far the golden logits are off', async () => {
    expect(await selfTest(engineWith([1.5, -9, 4.125]), manifest, input)).toEqual({
      logits: Float32Array.of(1.5, -9, 4.125),
      largestDifference: 0.125,
    })
  })

  test.each([
    // logits -> what is wrong
    [[1.5, -9, 4.5], 'logit 2 should be 4, is 4.5'],
    [[Number.NaN, -9, 4], 'logit 0 should be 1.5, is NaN'],
    [[1.5], 'logit 2 should be 4, is NaN'],
  ])('fails with logits %j', async (logits, message) => {
    const failed = selfTest(engineWith(logits), manifest, input)
    await expect(failed).rejects.toMatchObject({ name: 'SelfTestFailed', message })
  })

  test('without golden numbers, asks for finite ones', async () => {
    expect(await selfTest(engineWith([1, 2, 3]), withoutGolden, input)).toEqual({ logits: Float32Array.of(1, 2, 3) })
    const failed = selfTest(engineWith([1, Number.POSITIVE_INFINITY]), withoutGolden, input)
    await expect(failed).rejects.toMatchObject({ name: 'SelfTestFailed' })
  })
})
