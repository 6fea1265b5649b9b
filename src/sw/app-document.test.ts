import { describe, expect, test } from 'vitest'
import { appDocument } from './app-document.ts'

describe('the app document', () => {
  test.each([
    // scope, path and query, whether the cached page answers
    ['https://a.example/', '/', true],
    ['https://a.example/', '/index.html', true],
    ['https://a.example/', '/?url=pictures/cat.jpg', true],
    ['https://a.example/', '/index.html?url=a%2Fb', true],
    ['https://a.example/', '/missing', false],
    ['https://a.example/', '/pictures/cat.jpg', false],
    ['https://a.example/', '/assets/gone.js?x=/index.html', false],
    ['https://a.example/tools/what.is+it/', '/tools/what.is+it/', true],
    ['https://a.example/tools/what.is+it/', '/tools/what.is+it/?url=x', true],
    ['https://a.example/tools/what.is+it/', '/tools/whatXis+it/', false],
    ['https://a.example/tools/what.is+it/', '/', false],
    ['https://a.example/tools/what.is+it/', '/tools/what.is+it/deeper/', false],
  ])('scope %s, %s: %s', (scope, address, answered) => {
    expect(appDocument(scope).test(address)).toBe(answered)
  })
})
