import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseManifest } from '../core/manifest.ts'
import { MODEL_CACHE, storeKey } from '../core/store-names.ts'
import { holdsWholeModel } from './offline-model.ts'

const text = readFileSync(new URL('../../public/models/efficientnet-lite0/manifest.json', import.meta.url), 'utf8')
const { model, labels } = parseManifest(JSON.parse(text))

const models = 'https://a.example/whatsit/models/'
const manifestUrl = `${models}efficientnet-lite0/manifest.json`
const modelKey = storeKey(`${models}efficientnet-lite0/onnx/model.onnx`, model.sha256)
const labelsKey = storeKey(`${models}imagenet-1k/labels.json`, labels.sha256)

/** A Cache Storage with one cache, address to text. */
function storage(name: string, entries: Record<string, string>): CacheStorage {
  const cache = {
    keys: async () => Object.keys(entries).map((url) => new Request(url)),
    match: async (url: string) => (url in entries ? new Response(entries[url]) : undefined),
  }
  return {
    has: async (asked: string) => asked === name,
    open: async () => cache,
  } as unknown as CacheStorage
}

describe('a model for the next visit', () => {
  test.each([
    ['manifest, model and labels', { [manifestUrl]: text, [modelKey]: 'm', [labelsKey]: 'l' }, true],
    ['no labels', { [manifestUrl]: text, [modelKey]: 'm' }, false],
    ['no model', { [manifestUrl]: text, [labelsKey]: 'l' }, false],
    ['no manifest', { [modelKey]: 'm', [labelsKey]: 'l' }, false],
    ['another version of the model', { [manifestUrl]: text, [`${modelKey}0`]: 'm', [labelsKey]: 'l' }, false],
    ['a manifest that is a page', { [manifestUrl]: '<!doctype html>', [modelKey]: 'm', [labelsKey]: 'l' }, false],
    ['nothing', {}, false],
  ])('the store holds %s', async (_, entries, whole) => {
    expect(await holdsWholeModel(storage(MODEL_CACHE, entries), models)).toBe(whole)
  })

  test('the models of another site on the same host do not count', async () => {
    const entries = { [manifestUrl]: text, [modelKey]: 'm', [labelsKey]: 'l' }
    expect(await holdsWholeModel(storage(MODEL_CACHE, entries), 'https://a.example/models/')).toBe(false)
  })

  test('there is no store', async () => {
    expect(await holdsWholeModel(storage('something else', {}), models)).toBe(false)
  })
})
