/** The whole way in Node, as it is shipped: a file's bytes, threads with sharp and each engine, an answer. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_PIXELS } from '../../core/limits.ts'
import { parseManifest } from '../../core/manifest.ts'
import { patternPicture } from '../../core/pattern.ts'
import { softmax } from '../../core/postprocess.ts'
import { selfTestInput } from '../../core/self-test.ts'
import { digest } from '../../engine/testing/digest.ts'
import { KERNELS } from '../../engine/testing/kernel-files.ts'
import { createWhatsitEngine } from '../../engine/whatsit-engine.ts'
import { sharp } from '../picture/sharp.ts'
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

const isNative = existsSync(join(root, 'node_modules', 'onnxruntime-node'))
const ENGINES: readonly EngineChoice[] = isNative ? ['whatsit', 'ort', 'native'] : ['whatsit', 'ort']

describe.each(ENGINES)('on %s', (engine) => {
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

/** The self-test's picture as a file, and its golden hash (src/engine/same-bits.json) with the scores that belong to it. */
async function sameBits(id: string) {
  const goldens = JSON.parse(readFileSync(join(root, 'src/engine/same-bits.json'), 'utf8')) as Record<string, string>
  const folder = join(root, 'public/models', id)
  const manifest = parseManifest(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  const model = new Uint8Array(readFileSync(join(folder, manifest.model.url)))
  const engine = await createWhatsitEngine(model, manifest, { wasm: KERNELS, threads: 1 })
  const { logits } = await engine.run(selfTestInput(manifest))
  await engine.dispose()
  const { width = 0, height = 0, seed = 0 } = manifest.golden ?? {}
  const { data } = patternPicture(width, height, seed)
  const file = await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer()
  const scores = [...softmax(logits, manifest.temperature)]
  return { golden: goldens[id], hash: digest(logits), scores, file: Uint8Array.from(file) }
}

describe('our own engine', () => {
  let pool: ClassifierPool

  beforeAll(async () => {
    pool = await createPool({ ...OPTIONS, engine: 'auto', concurrency: 2 }, parts)
  })
  afterAll(() => pool.close())

  test('is the first choice', async () => {
    expect(await pool.ready).toMatchObject({ engine: 'whatsit', refused: [] })
  })

  test.each(['efficientnet-lite0', 'efficientnet-lite2'])('gives %s its golden bits in every thread', async (id) => {
    const { golden, hash, scores, file } = await sameBits(id)
    expect(hash).toBe(golden)
    const asked = Array.from({ length: 4 }, () => pool.classify(file.slice(), { model: id, topK: 1000 }))
    for (const { predictions } of await Promise.all(asked)) {
      const found = new Array<number>(1000)
      for (const { index, score } of predictions) found[index] = score
      expect(found).toEqual(scores)
    }
  })
})

test('threads that end while they decode take nothing with them', async () => {
  const large = picture('bench/parity/pictures/size-30-megapixels.png')
  const open = (): Promise<ClassifierPool> => createPool({ ...OPTIONS, engine: 'whatsit', concurrency: 2 }, parts)
  for (let round = 0; round < 3; round++) {
    const ended = await open()
    await ended.ready
    const asked = [ended.classify(large.slice()), ended.classify(large.slice())].map((answer) =>
      answer.catch((error: Error) => error.name),
    )
    await ended.terminate()
    expect(await Promise.all(asked)).toEqual(['Cancelled', 'Cancelled'])
  }
  const last = await open()
  expect((await last.classify(picture('public/pictures/cat.jpg'))).answer.name).toBe('cat')
  await last.close()
})

describe('an engine that is not part of the installation', () => {
  test('onnxruntime-web says which file is missing', async () => {
    const runtimeFiles = { ...parts.runtimeFiles, wasm: '/nowhere/ort-wasm-simd-threaded.wasm' }
    const pool = await createPool({ ...OPTIONS, engine: 'ort' }, { ...parts, runtimeFiles })
    await expect(pool.ready).rejects.toMatchObject({
      name: 'RuntimeFailed',
      message: 'onnxruntime-web is not part of this installation: there is no /nowhere/ort-wasm-simd-threaded.wasm',
    })
    await pool.close()
  })

  test.skipIf(isNative)('onnxruntime-node says how to install it', async () => {
    const pool = await createPool({ ...OPTIONS, engine: 'native' }, parts)
    await expect(pool.ready).rejects.toMatchObject({
      name: 'RuntimeFailed',
      message: 'onnxruntime-node is not installed: npm install onnxruntime-node',
    })
    await pool.close()
  })
})
