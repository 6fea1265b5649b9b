import { describe, expect, test } from 'vitest'
import { acceptedType } from './accept.ts'

describe('acceptedType', () => {
  const json = 'application/json'
  const text = 'text/plain'
  test.each([
    [undefined, json],
    ['', json],
    // curl
    ['*/*', json],
    ['text/plain', text],
    ['TEXT/PLAIN', text],
    ['text/*', text],
    ['text/plain;q=0.5, application/json', json],
    ['text/plain, application/json;q=0.9', text],
    ['text/plain, application/json', json],
    ['*/*;q=0.5, text/plain', text],
    ['application/*;q=0.1, */*;q=0.2', text],
    ['application/json;q=0, */*', text],
    ['text/plain;charset=utf-8;q=0.5, */*;q=0.1', text],
    ['text/plain;q=high', json],
    // A browser's address bar.
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', json],
    // Neither: an answer is better than none.
    ['image/png', json],
    [',, ;', json],
  ])('%s -> %s', (header, type) => {
    expect(acceptedType(header, [json, text])).toBe(type)
  })
})
