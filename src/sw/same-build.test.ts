import { describe, expect, test } from 'vitest'
import { isPageInstead, strangerIn } from './same-build.ts'

const page = (script: string): string =>
  `<link rel="icon" href="./icons/icon.svg"><script type="module" crossorigin src="${script}"></script>`

describe('a page and the build it came with', () => {
  const files = new Set(['https://a.example/whatsit/assets/index-1111.js', 'https://a.example/whatsit/index.html'])
  test.each([
    ['names only files of the build', './assets/index-1111.js', undefined],
    ['names a file of another build', './assets/index-2222.js', 'https://a.example/whatsit/assets/index-2222.js'],
    ['names a file by its whole path', '/whatsit/assets/index-1111.js', undefined],
  ])('%s', (_, script, stranger) => {
    expect(strangerIn(page(script), 'https://a.example/whatsit/index.html', files)).toBe(stranger)
  })
})

describe('an answer that is a page where a file was asked for', () => {
  test.each([
    ['https://a.example/assets/ort-1.wasm', 'text/html; charset=utf-8', true],
    ['https://a.example/assets/index-1.js', 'Text/HTML', true],
    ['https://a.example/assets/index-1.js', 'text/javascript', false],
    ['https://a.example/index.html?revision=1', 'text/html', false],
    ['https://a.example/icons/icon-192.png', null, false],
  ])('%s as %s: %s', (url, type, refused) => {
    expect(isPageInstead(url, type)).toBe(refused)
  })
})
