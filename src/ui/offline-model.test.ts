import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseManifest } from '../core/manifest.ts'
import { MODEL_CACHE, storeKey } from '../core/store-names.ts'
import { holdsWholeModel } from './offline-model.ts'

const text = readFileSync(new URL('../../public/models/efficientnet-lite0/manifest.json', import.meta.url), 'utf8')
const { model, labels } = parseManifest(JSON.parse(text))

const models = 'https://a.example/whatsit/models/'
const indexUrl = `${models}index.json`
const index = readFileSync(new URL('../../public/models/index.json', import.meta.url), 'utf8')
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

const whole = { [indexUrl]: index, [manifestUrl]: text, [modelKey]: 'm', [labelsKey]: 'l' }
const { [indexUrl]: _index, ...noIndex } = whole
const { [manifestUrl]: _manifest, ...noManifest } = whole
const { [modelKey]: _model, ...noModel } = whole
const { [labelsKey]: _labels, ...noLabels } = whole

describe('a model for the next visit', () => {
  test.each([
    ['index, manifest, model and labels', whole, true],
    ['no index', noIndex, false],
    ['no manifest', noManifest, false],
    ['no model', noModel, false],
    ['no labels', noLabels, false],
    ['another version of the model', { ...noModel, [`${modelKey.slice(0, -1)}0`]: 'm' }, false],
    ['a manifest that is a page', { ...whole, [manifestUrl]: '<!doctype html>' }, false],
    ['nothing', {}, false],
  ])('the store holds %s', async (_, entries, expected) => {
    expect(await holdsWholeModel(storage(MODEL_CACHE, entries), models, undefined)).toBe(expected)
  })

  test.each([
    ['the chosen one', 'efficientnet-lite0', true],
    ['another than the chosen one', 'efficientnet-lite2', false],
    ['one that stands in for a chosen one that the site offers no more', 'gone', true],
  ])('is %s', async (_, chosen, expected) => {
    expect(await holdsWholeModel(storage(MODEL_CACHE, whole), models, chosen)).toBe(expected)
  })

  test('the models of another site on the same host do not count', async () => {
    expect(await holdsWholeModel(storage(MODEL_CACHE, whole), 'https://a.example/models/', undefined)).toBe(false)
  })

  test('there is no store', async () => {
    expect(await holdsWholeModel(storage('something else', {}), models, undefined)).toBe(false)
  })
})
