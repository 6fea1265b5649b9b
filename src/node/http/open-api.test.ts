import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, test } from 'vitest'
import { API_PATHS } from './api.ts'
import { openApi } from './open-api.ts'
import { PROBLEMS } from './problem.ts'

/** What Redocly's linter says of it, with all of its recommended rules and its examples held against their schemas. */
async function complaints(document: object): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      'no-invalid-media-type-examples': 'error',
      'no-invalid-schema-examples': 'error',
      'no-unused-components': 'error',
      // Of nobody but the machine that serves it.
      'no-server-example.com': 'off',
      'operation-4xx-response': 'error',
    },
  })
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: '/openapi.json', config })
  return found.map(({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer ?? ''}: ${message}`)
}

describe('the OpenAPI document', () => {
  test('is valid, and its examples are what its schemas say', async () => {
    expect(await complaints(openApi('1.2.3'))).toEqual([])
  })

  test('the linter would complain', async () => {
    const document = structuredClone(openApi('1.2.3')) as unknown as {
      paths: Record<
        string,
        { get: { operationId?: string; responses: Record<string, { content: Record<string, { example: unknown }> }> } }
      >
    }
    const health = document.paths['/healthz']?.get
    if (!health) throw new Error('no /healthz')
    delete health.operationId
    const json = health.responses['200']?.content['application/json']
    if (json) json.example = { status: 'fine', version: 1 }
    const found = (await complaints(document)).join('\n')
    expect(found).toContain('operation-operationId')
    expect(found).toContain('no-invalid-media-type-examples')
  })

  test('names every path that is answered, and no other', () => {
    expect(Object.keys(openApi('1.2.3').paths)).toEqual(API_PATHS)
  })

  test('names every code that can come with a picture', () => {
    const responses = JSON.stringify(openApi('1.2.3').paths['/predict']?.post?.responses)
    const unnamed = Object.keys(PROBLEMS).filter((code) => !responses.includes(`${code}:`))
    // These come to other paths and methods, and to a client that is gone.
    expect(unnamed).toEqual(['Cancelled', 'RouteUnknown', 'MethodWrong'])
  })
})
