import { describe, expect, test } from 'vitest'
import { assetsFolder, modelFolder } from './assets.ts'

const page = { baseUrl: 'https://shop.test/pets/page.html', origin: 'https://shop.test' }
const module = 'https://shop.test/vendor/whatsit/whatsit.js'

describe('assetsFolder', () => {
  test.each([
    // told -> the folder
    [undefined, 'https://shop.test/vendor/whatsit/'],
    ['/whatsit/', 'https://shop.test/whatsit/'],
    ['/whatsit', 'https://shop.test/whatsit/'],
    ['whatsit/', 'https://shop.test/pets/whatsit/'],
    ['../whatsit?v=2#a', 'https://shop.test/whatsit/'],
    ['', 'https://shop.test/pets/page.html/'],
    [new URL('https://shop.test/a/b/'), 'https://shop.test/a/b/'],
  ])('%s: %s', (told, folder) => {
    expect(assetsFolder(told, module, page)).toBe(folder)
  })

  test.each([
    ['https://cdn.test/whatsit/'],
    ['//cdn.test/whatsit/'],
    ['http://shop.test/whatsit/'],
    ['https://shop.test:8443/whatsit/'],
    ['blob:https://shop.test/1'],
    ['data:text/javascript,1'],
    ['https://'],
  ])('%s is refused', (told) => {
    expect(() => assetsFolder(told, module, page)).toThrow(expect.objectContaining({ name: 'AssetsElsewhere' }))
  })

  test.each([
    ['from a CDN', 'https://cdn.test/whatsit.js', page],
    ['in a sandboxed frame', module, { ...page, origin: 'null' }],
    ['from a file', 'file:///whatsit/whatsit.js', { baseUrl: 'file:///page.html', origin: 'null' }],
  ])('a module that came %s needs a folder of the page’s own', (_, beside, asking) => {
    expect(() => assetsFolder(undefined, beside, asking)).toThrow(expect.objectContaining({ name: 'AssetsElsewhere' }))
  })
})

describe('modelFolder', () => {
  const models = 'https://shop.test/whatsit/models/'
  test.each([
    ['efficientnet-lite2', 'https://shop.test/whatsit/models/efficientnet-lite2/'],
    ['/models/flowers/', 'https://shop.test/models/flowers/'],
    ['./flowers', 'https://shop.test/pets/flowers/'],
    ['https://shop.test/flowers', 'https://shop.test/flowers/'],
  ])('%s is loaded from %s', (model, url) => {
    expect(new URL(`${modelFolder(model, page)}/`, models).href).toBe(url)
  })

  test('one on another origin is refused', () => {
    expect(() => modelFolder('https://hub.test/flowers/', page)).toThrow(
      expect.objectContaining({ name: 'AssetsElsewhere' }),
    )
  })
})
