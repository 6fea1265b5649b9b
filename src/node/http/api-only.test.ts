/** The API where another server has the page. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WhatsitError } from '../../core/errors.ts'
import { API_PATHS } from './api.ts'
import { type Serving, serve } from './serve.ts'
import { serveSettings } from './serve-options.ts'

describe('with --api-only, and no site anywhere', () => {
  let serving: Serving

  beforeEach(async () => {
    const missing = join(import.meta.dirname, 'missing')
    serving = await serve({
      ...serveSettings(['--api-only', '--port', '0', '--quiet'], {}),
      site: missing,
      models: missing,
      version: '1.2.3',
      createPool: () => Promise.reject(new WhatsitError('ModelUnreachable', 'not in this test')),
      log: () => undefined,
    })
  })
  afterEach(() => serving.end())

  test('/ says what is here', async () => {
    const response = await fetch(serving.address)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      name: 'Whatsit',
      version: '1.2.3',
      paths: API_PATHS,
      documentation: '/openapi.json',
    })
  })

  test.each([
    // method, path -> status, code
    ['GET', '/index.html', 404, 'RouteUnknown'],
    ['GET', '/models/index.json', 404, 'RouteUnknown'],
    ['PUT', '/anything', 404, 'RouteUnknown'],
    ['GET', '/predict', 405, 'MethodWrong'],
    ['POST', '/predict', 503, 'ModelUnreachable'],
    ['POST', '/older/path', 503, 'ModelUnreachable'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    const response = await fetch(serving.address + path, { method })
    expect([response.status, response.headers.get('Content-Type')]).toEqual([status, 'application/problem+json'])
    expect(await response.json()).toMatchObject({ status, code })
  })
})

test.each([
  [[], {}, false],
  [['--api-only'], {}, true],
  [[], { WHATSIT_API_ONLY: '1' }, true],
])('%j with %j', (args, env, apiOnly) => {
  expect(serveSettings(args, env).apiOnly).toBe(apiOnly)
})
