import { describe, expect, test } from 'vitest'
import { MODEL_CACHE, storeKey } from '../core/store-names.ts'
import { answerModelRequest, type ModelSources, modelAnswer } from './model-files.ts'

const scope = 'https://a.example/whatsit/'
const sha256 = 'd9b047db92e315ff91e9ed5d76edef5b2f35d4c46dac71e04ff800e62f32b058'
const model = `${scope}models/lite0/onnx/model.onnx`
const manifest = `${scope}models/lite0/manifest.json`

describe('which requests the store may answer', () => {
  test.each([
    ['a model by its hash', new Request(storeKey(model, sha256)), 'stored-first'],
    ['a manifest', new Request(manifest), 'network-first'],
    ['the index', new Request(`${scope}models/index.json`), 'network-first'],
    ['a model without a hash', new Request(model), undefined],
    ['a hash that is none', new Request(`${model}?sha256=1`), undefined],
    ['the rest of a model', new Request(storeKey(model, sha256), { headers: { Range: 'bytes=5-' } }), undefined],
    ['HEAD', new Request(manifest, { method: 'HEAD' }), undefined],
    ['another folder', new Request(`${scope}pictures/manifest.json`), undefined],
    ['another site below the same host', new Request('https://a.example/models/lite0/manifest.json'), undefined],
  ])('%s', (_, request, answer) => {
    expect(modelAnswer(request, scope)).toBe(answer)
  })
})

describe('what they are answered with', () => {
  const offline = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'))
  const online = (): Promise<Response> => Promise.resolve(new Response('from the network'))
  const store = (...urls: string[]): ModelSources['caches'] => ({
    match: async (url, options) =>
      options?.cacheName === MODEL_CACHE && urls.includes(String(url)) ? new Response('stored') : undefined,
  })

  test.each([
    // the address, what the store holds, the network, the answer
    ['a stored model, offline', storeKey(model, sha256), [storeKey(model, sha256)], offline, 'stored'],
    ['a stored model, online', storeKey(model, sha256), [storeKey(model, sha256)], online, 'stored'],
    ['another version of a stored model', storeKey(model, sha256), [`${model}?sha256=0`], online, 'from the network'],
    ['a stored manifest, online', manifest, [manifest], online, 'from the network'],
    ['a stored manifest, offline', manifest, [manifest], offline, 'stored'],
  ])('%s', async (_, url, stored, fetch, text) => {
    const request = new Request(url)
    const answer = modelAnswer(request, scope) ?? 'network-first'
    const response = await answerModelRequest(request, answer, { fetch, caches: store(...stored) })
    expect(await response.text()).toBe(text)
  })

  test('nothing stored and no network fails as it would without a service worker', async () => {
    const answer = answerModelRequest(new Request(manifest), 'network-first', { fetch: offline, caches: store() })
    await expect(answer).rejects.toThrow('Failed to fetch')
  })
})
