import { describe, expect, test } from 'vitest'
import { type ClassifierParts, createClassifier } from './classifier.ts'
import type { Engine } from './engine.ts'
import { WhatsitError } from './errors.ts'
import type { ModelManifest } from './manifest.ts'
import { pixelSource } from './pixels.ts'
import { parseTaxonomy } from './taxonomy.ts'
import { smallManifest } from './testing/small-manifest.ts'

const taxonomy = parseTaxonomy({
  format: 1,
  groups: [
    ['thing', -1, '', 1],
    ['cat', 0, '', 0],
  ],
  classes: [
    ['', 'tabby cat', 1, 'a cat with a striped coat', 'tabby|mouser'],
    ['', 'Persian cat', 1, '', ''],
    ['', 'espresso', 0, '', ''],
  ],
})

const manifest: ModelManifest = { ...smallManifest, temperature: 0.5 }

const white = pixelSource({ data: new Uint8ClampedArray(20 * 10 * 4).fill(255), width: 20, height: 10 })

/** An engine that answers with these logits and remembers what it was given. */
function engineWith(logits: readonly number[]): Engine & { inputs: Float32Array[] } {
  const inputs: Float32Array[] = []
  return {
    inputs,
    inputShape: [1, 3, 6, 6],
    async run(input) {
      inputs.push(input)
      return { logits: Float32Array.from(logits) }
    },
    async dispose() {},
  }
}

function classifier(parts: Partial<ClassifierParts> = {}) {
  return createClassifier({ engine: engineWith([0, 0, 0]), manifest, taxonomy, now: () => 0, ...parts })
}

describe('classify', () => {
  test('gives the answer, predictions, model and size', async () => {
    // exp(x / 0.5): 9 to 9 to 2.
    const engine = engineWith([Math.log(3), Math.log(3), Math.log(2) / 2])
    const { answer, path, predictions, model, size, crop, logits } = await classifier({ engine }).classify(white)
    expect(answer).toMatchObject({ name: 'cat', kind: 'group' })
    expect(answer.score).toBeCloseTo(0.9, 6)
    expect(predictions.map(({ index, label, score }) => [index, label, score.toFixed(4)])).toEqual([
      [0, 'tabby cat', '0.4500'],
      [1, 'Persian cat', '0.4500'],
      [2, 'espresso', '0.1000'],
    ])
    expect(predictions[0]).toMatchObject({ definition: 'a cat with a striped coat', synonyms: ['tabby', 'mouser'] })
    expect(Object.keys(predictions[1] ?? {})).toEqual(['index', 'label', 'score'])
    expect(path).toEqual([answer].map(({ name, score }) => ({ name, score })))
    // 20 x 10 becomes 16 x 8, of which 6 x 6 are cut.
    expect(crop).toEqual({ left: 6.25, top: 1.25, width: 7.5, height: 7.5 })
    expect(model).toBe('small')
    expect(size).toEqual({ width: 20, height: 10 })
    expect(logits).toBeUndefined()
  })

  test('hands the engine the normalised crop', async () => {
    const engine = engineWith([0, 0, 0])
    await classifier({ engine }).classify(white)
    expect(engine.inputs).toEqual([new Float32Array(3 * 6 * 6).fill(1)])
  })

  test('gives the activation maps, each by itself, as JSON can hold them', async () => {
    const activationMaps = { classes: [2, 0], maps: Float32Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 1 }
    const engine = { ...engineWith([]), run: async () => ({ logits: Float32Array.of(1, 2, 3), activationMaps }) }
    const given = await classifier({ engine }).classify(white)
    expect(given.activationMaps).toEqual([
      { index: 2, width: 3, height: 1, values: [1, 2, 3] },
      { index: 0, width: 3, height: 1, values: [4, 5, 6] },
    ])
    expect(JSON.parse(JSON.stringify(given))).toEqual(given)
    expect(await classifier().classify(white)).not.toHaveProperty('activationMaps')
  })

  test('refuses maps that hold no numbers', async () => {
    const activationMaps = { classes: [2], maps: Float32Array.of(1, Number.NaN), width: 2, height: 1 }
    const engine = { ...engineWith([]), run: async () => ({ logits: Float32Array.of(1, 2, 3), activationMaps }) }
    await expect(classifier({ engine }).classify(white)).rejects.toMatchObject({ name: 'RunFailed' })
  })

  test('tells how long each part took', async () => {
    const times = [100, 107, 110, 133]
    const { timing } = await classifier({ now: () => times.shift() ?? Number.NaN }).classify(white, {}, 12)
    expect(timing).toEqual({ decode: 12, preprocess: 7, run: 23 })
  })

  test('gives a copy of the logits on request', async () => {
    const reused = Float32Array.of(1, 2, 3)
    const engine = { ...engineWith([]), run: async () => ({ logits: reused }) }
    const { logits } = await classifier({ engine }).classify(white, { logits: true })
    reused.fill(0)
    expect(logits).toEqual(Float32Array.of(1, 2, 3))
  })

  test.each([
    [undefined, 3],
    [2, 2],
    [2.9, 2],
    [1, 1],
    [0, 1],
    [-4, 1],
    [1000, 3],
    [Infinity, 3],
    [Number.NaN, 3],
  ])('topK %s gives %i predictions', async (topK, count) => {
    const options = topK === undefined ? {} : { topK }
    expect((await classifier().classify(white, options)).predictions.length).toBe(count)
  })
})

describe('what does not fit', () => {
  test.each([[[1, 3, 8, 8]], [[1, 1, 6, 6]], [[2, 3, 6, 6]], [[1, 6, 6, 3]]] as const)(
    'an engine that takes %s',
    (inputShape) => {
      const engine = { ...engineWith([0, 0, 0]), inputShape }
      expect(() => classifier({ engine })).toThrow(expect.objectContaining({ name: 'ModelUnsupported' }))
    },
  )

  test.each([
    { logits: [0, 0], name: 'ModelUnsupported', message: '2 logits' },
    { logits: [0, 0, 0, 0], name: 'ModelUnsupported', message: '4 logits' },
    { logits: [0, Number.NaN, 0], name: 'RunFailed', message: 'logit 1 is NaN' },
    { logits: [0, 0, Infinity], name: 'RunFailed', message: 'logit 2 is Infinity' },
  ])('logits $logits', async ({ logits, name, message }) => {
    await expect(classifier({ engine: engineWith(logits) }).classify(white)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    })
  })

  test("an engine's own error stays as it is, and the next picture is answered", async () => {
    const error = new WhatsitError('OutOfMemory', 'no room')
    const good = engineWith([9, 0, 0])
    let failed = false
    const engine: Engine = {
      ...good,
      run: async (input) => {
        if (failed) return good.run(input)
        failed = true
        throw error
      },
    }
    const made = classifier({ engine })
    await expect(made.classify(white)).rejects.toBe(error)
    expect((await made.classify(white)).answer.name).toBe('tabby cat')
  })
})
