import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApi, PROBLEMS, SETTINGS } from '../../src/node/http/docs.ts'
import { renderHttpDocs } from './render.mjs'

test('docs/http.md is what the API says of itself: npm run build && node tools/http-docs.mjs', () => {
  const written = readFileSync(join(import.meta.dirname, '../../docs/http.md'), 'utf8')
  expect(written).toBe(renderHttpDocs(openApi(''), PROBLEMS, SETTINGS))
})
