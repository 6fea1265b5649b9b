import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Engine } from '../../core/engine.ts'
import { type ErrorCode, WhatsitError } from '../../core/errors.ts'
import type { ModelManifest } from '../../core/manifest.ts'
import type { CreateEngine, EngineName } from '../engine/engines.ts'
import type { EngineChoice } from './api.ts'
import { ThreadModels } from './thread-models.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'public', 'models')
const ID = 'efficientnet-lite0'

/** Engines made by what is given, and which of them were made and disposed of, in order. */
function models(choice: EngineChoice, made: Partial<Record<EngineName, 'right' | 'wrong' | ErrorCode>>) {
  const log: string[] = []
  const create = (name: EngineName): CreateEngine => {
    return async (_, manifest) => {
      log.push(name)
      const kind = made[name] ?? 'Unexpected'
      if (kind !== 'right' && kind !== 'wrong') throw new WhatsitError(kind, `${name} cannot`)
      return fake(manifest, kind === 'right', () => log.push(`${name} over`))
    }
  }
  const engines = { whatsit: create('whatsit'), ort: create('ort'), native: create('native') }
  return { models: new ThreadModels({ folder, choice, engines, createMixer: undefined }), log }
}

/** Answers with the golden logits, or with none of them. */
function fake({ golden }: ModelManifest, isRight: boolean, over: () => void): Engine {
  return {
    inputShape: [1, 3, 224, 224],
    async run() {
      const logits = new Float32Array(1000)
      if (isRight) for (const { index, logit } of golden?.topLogits ?? []) logits[index] = logit
      return { logits }
    },
    async dispose() {
      over()
    },
  }
}

test.each<[EngineChoice, Parameters<typeof models>[1], EngineName, string[], string[]]>([
  ['auto', { whatsit: 'right', ort: 'right' }, 'whatsit', [], ['whatsit']],
  ['auto', { whatsit: 'ModelUnsupported', ort: 'right' }, 'ort', ['whatsit cannot'], ['whatsit', 'ort']],
  // An engine that computes other numbers is not used, and not kept.
  [
    'auto',
    { whatsit: 'wrong', ort: 'right' },
    'ort',
    [expect.stringMatching(/^logit \d+ should be/)],
    ['whatsit', 'whatsit over', 'ort'],
  ],
  ['whatsit', { whatsit: 'right' }, 'whatsit', [], ['whatsit']],
  ['ort', { ort: 'right' }, 'ort', [], ['ort']],
  ['native', { native: 'right' }, 'native', [], ['native']],
])('%s, %j: %s', async (choice, made, engine, reasons, order) => {
  const { models: loaded, log } = models(choice, made)
  const found = await loaded.get(ID)
  expect(found.engine).toMatchObject({ engine, refused: reasons.map((reason) => ({ engine: 'whatsit', reason })) })
  expect(found.engine.largestDifference).toBeLessThan(1e-5)
  // Once.
  expect(await loaded.get(ID)).toBe(found)
  expect(log).toEqual(order)
})

test.each<[EngineChoice, Parameters<typeof models>[1], ErrorCode, string]>([
  ['whatsit', { whatsit: 'ModelUnsupported', ort: 'right' }, 'ModelUnsupported', 'whatsit cannot'],
  [
    'auto',
    { whatsit: 'ModelUnsupported', ort: 'RuntimeFailed' },
    'RuntimeFailed',
    'ort cannot (before that, whatsit: whatsit cannot)',
  ],
  // There is no memory for a larger engine either.
  ['auto', { whatsit: 'OutOfMemory', ort: 'right' }, 'OutOfMemory', 'whatsit cannot'],
])('%s, %j: none, %s', async (choice, made, name, message) => {
  const { models: loaded } = models(choice, made)
  await expect(loaded.get(ID)).rejects.toMatchObject({ name, message })
})

test('a model that is not there takes nothing from the next one', async () => {
  const { models: loaded } = models('auto', { whatsit: 'right' })
  await expect(loaded.get('nothing')).rejects.toMatchObject({ name: 'ModelUnreachable' })
  expect((await loaded.get(ID)).engine.engine).toBe('whatsit')
})
