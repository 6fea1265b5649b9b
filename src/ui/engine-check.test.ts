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
function referenceWith(logits: readonly number[] | Error) {
  const reference = async (): Promise<Pick<LoadedModel, 'testLogits'>> => {
    reference.asked += 1
    if (logits instanceof Error) throw logits
    return { testLogits: logits }
  }
  reference.asked = 0
  return reference
}

const model = { id: 'small', testLogits: [1, 2] }

describe('the comparison with the reference', () => {
  test('is made once for each model and build', async () => {
    const kept = memory()
    const reference = referenceWith([1, 2.0625])
    const check = new EngineCheck(kept, 'a')
    expect(check.difference('small')).toBeUndefined()
    expect(await check.run(model, reference)).toBe('done')
    expect(await check.run(model, reference)).toBe('done')
    expect(reference.asked).toBe(1)
    expect(check.difference('small')).toBe(0.0625)
    expect(new EngineCheck(kept, 'a').difference('small')).toBe(0.0625)
    expect(new EngineCheck(kept, 'b').difference('small')).toBeUndefined()
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
    kept.write('engine-check', { build: 'a', differences: { small: 'much', other: 1 } })
    const check = new EngineCheck(kept, 'a')
    expect(check.difference('small')).toBeUndefined()
    expect(check.distrusted).toBe(true)
  })
})
