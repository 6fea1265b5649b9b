/** The whole way in Node, as it is shipped: a file's bytes, threads with sharp and each engine, an answer. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_PIXELS } from '../../core/limits.ts'
import { builtParts } from '../testing/built-parts.ts'
import type { ClassifierPool, EngineChoice } from './api.ts'
import { createPool, type PoolParts } from './pool.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const OPTIONS = {
  models: join(root, 'public', 'models'),
  concurrency: 1,
  queueLength: 10,
  maxPixels: MAX_PIXELS,
  timeoutMs: 60_000,
}

let parts: PoolParts

beforeAll(async () => {
  parts = await builtParts()
})

function picture(path: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(join(root, path)))
}

describe.each(['whatsit', 'ort'] as const satisfies readonly EngineChoice[])('on %s', (engine) => {
  let pool: ClassifierPool

  beforeAll(async () => {
    pool = await createPool({ ...OPTIONS, engine }, parts)
  })
  afterAll(() => pool.close())

  test('is ready once the default model has passed its self-test', async () => {
    const ready = await pool.ready
    expect(ready).toEqual({ engine, refused: [], largestDifference: expect.any(Number) })
    expect(ready.largestDifference).toBeLessThan(1e-4)
  })

  test('names the cat', async () => {
    const { answer, predictions, model, size } = await pool.classify(picture('public/pictures/cat.jpg'), { topK: 3 })
    expect(answer).toEqual({ name: 'cat', kind: 'group', score: expect.closeTo(0.9677, 3) })
    expect(predictions.map(({ label }) => label)).toEqual(['tiger cat (striped)', 'Egyptian cat', 'tabby cat'])
    expect({ model, size }).toEqual({ model: 'efficientnet-lite0', size: { width: 451, height: 300 } })
  })

  test('answers with the model that is asked for', async () => {
    const { model, predictions } = await pool.classify(picture('public/pictures/cat.jpg'), {
      model: 'efficientnet-lite2',
    })
    expect({ model, first: predictions[0]?.label }).toEqual({ model: 'efficientnet-lite2', first: 'Egyptian cat' })
  })

  test('a picture that is none is refused, and the next one answered', async () => {
    const refused = pool.classify(picture('e2e/pictures/drawing.svg'))
    const answered = pool.classify(picture('public/pictures/espresso.jpg'))
    await expect(refused).rejects.toMatchObject({ name: 'ImageSvg' })
    expect((await answered).answer.name).toBe('espresso')
  })
})
