import { describe, expect, test } from 'vitest'
import type { LoadedModel } from '../worker/api.ts'
import { EngineCheck, largestDifference } from './engine-check.ts'
import type { Memory } from './memory.ts'

test.each([
  [[1, 2, 3], [1, 2, 3], 0],
  [[1, 2, 3], [1, 2.25, 2.5], 0.5],
  [[1, 2], [1, 2, 3], Number.POSITIVE_INFINITY],
  [[1, Number.NaN, 2], [1, 2, 2], Number.POSITIVE_INFINITY],
])('%j and %j differ by %d', (ours, theirs, difference) => {
  expect(largestDifference(ours, theirs)).toBe(difference)
})

function memory(): Memory & { readonly values: Map<string, unknown> } {
  const values = new Map<string, unknown>()
  return { values, read: (key) => values.get(key), write: (key, value) => void values.set(key, value) }
}

/** A reference whose logits these are; `asked` counts. */
function referenceWith(logits: readonly number[] | Error, sha256 = 'a1') {
  const reference = async (): Promise<Pick<LoadedModel, 'sha256' | 'testLogits'>> => {
    reference.asked += 1
    if (logits instanceof Error) throw logits
    return { sha256, testLogits: logits }
  }
  reference.asked = 0
  return reference
}

const model = { sha256: 'a1', testLogits: [1, 2] }

describe('the comparison with the reference', () => {
  test('is made once for each model and build', async () => {
    const kept = memory()
    const reference = referenceWith([1, 2.0625])
    const check = new EngineCheck(kept, 'a')
    expect(check.difference('a1')).toBeUndefined()
    expect(await check.run(model, reference)).toBe('done')
    expect(await check.run(model, reference)).toBe('done')
    expect(reference.asked).toBe(1)
    expect(check.difference('a1')).toBe(0.0625)
    expect(new EngineCheck(kept, 'a').difference('a1')).toBe(0.0625)
    expect(new EngineCheck(kept, 'b').difference('a1')).toBeUndefined()
  })

  test.each([
    [[1, 2.0005], false],
    [[1, 2.002], true],
    [[1], true],
  ])('reference %j: distrusted %s', async (logits, distrusted) => {
    const check = new EngineCheck(memory(), 'a')
    await check.run(model, referenceWith(logits))
    expect(check.distrusted).toBe(distrusted)
  })

  test('counts also where nothing can be remembered', async () => {
    const check = new EngineCheck({ read: () => undefined, write: () => {} }, 'a')
    await check.run(model, referenceWith([1, 3]))
    expect(check.distrusted).toBe(true)
  })

  test('with a newer version of the model says nothing of this one', async () => {
    const check = new EngineCheck(memory(), 'a')
    expect(await check.run(model, referenceWith([5, 6], 'b2'))).toBe('failed')
    expect(check.distrusted).toBe(false)
  })

  test('that fails is left for another time', async () => {
    const kept = memory()
    const check = new EngineCheck(kept, 'a')
    expect(await check.run(model, referenceWith(new Error('no network')))).toBe('failed')
    expect(kept.values.size).toBe(0)
    expect(check.distrusted).toBe(false)
  })

  test('ends when a picture comes', async () => {
    const check = new EngineCheck(memory(), 'a')
    const ended = check.run(
      model,
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended')))),
    )
    check.interrupt()
    expect(await ended).toBe('interrupted')
    expect(await check.run(model, referenceWith([1, 2]))).toBe('done')
  })

  test('that something else wrote over counts as none', () => {
    const kept = memory()
    kept.write('engine-check', { build: 'a', differences: { a1: 'much', b2: 1 } })
    const check = new EngineCheck(kept, 'a')
    expect(check.difference('a1')).toBeUndefined()
    expect(check.distrusted).toBe(true)
  })
})
