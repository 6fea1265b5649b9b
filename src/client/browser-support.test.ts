import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { BROWSER_FLOOR, missingFeatures, type Scope, unsupportedSentence } from './browser-support.ts'

class ModuleWorker {
  constructor(_url: string, options?: WorkerOptions) {
    void options?.type
    throw new SyntaxError('not an address')
  }
}

class ClassicWorker {
  constructor(_url: string) {
    throw new SyntaxError('not an address')
  }
}

class Canvas {
  getContext(_kind: '2d'): unknown {
    return {}
  }
}

class CanvasWithout2d {
  getContext(_kind: '2d'): unknown {
    return null
  }
}

const modern: Scope = {
  WebAssembly,
  Worker: ModuleWorker,
  OffscreenCanvas: Canvas,
  createImageBitmap: () => {},
  Array,
  CSS: { supports: () => true },
}

const { OffscreenCanvas: _canvas, ...withoutCanvas } = modern
const { createImageBitmap: _bitmap, ...withoutBitmap } = modern

describe('missingFeatures', () => {
  test.each<[string, Scope, string[]]>([
    ['a browser of today', modern, []],
    ['no SIMD', { ...modern, WebAssembly: { validate: () => false } }, ['WebAssembly SIMD']],
    ['no module workers', { ...modern, Worker: ClassicWorker }, ['module workers']],
    ['no OffscreenCanvas', withoutCanvas, ['OffscreenCanvas']],
    ['OffscreenCanvas without 2d', { ...modern, OffscreenCanvas: CanvasWithout2d }, ['OffscreenCanvas']],
    ['no createImageBitmap', withoutBitmap, ['OffscreenCanvas']],
    ['no findLastIndex', { ...modern, Array: { prototype: {} } }, ['newer JavaScript']],
    ['no container units', { ...modern, CSS: { supports: () => false } }, ['newer CSS']],
    ['nothing at all', {}, ['WebAssembly SIMD', 'module workers', 'OffscreenCanvas', 'newer JavaScript', 'newer CSS']],
  ])('%s', (_name, scope, missing) => {
    expect(missingFeatures(scope)).toEqual(missing)
  })

  test('the SIMD module is a valid one: this Node has SIMD', () => {
    expect(missingFeatures({ ...modern, WebAssembly })).toEqual([])
  })
})

test('the page that stands before any code names the same browsers', async () => {
  const page = await readFile(new URL('../../index.html', import.meta.url), 'utf8')
  expect(page.replace(/\s+/g, ' ')).toContain(`${BROWSER_FLOOR}.`)
})

describe('unsupportedSentence', () => {
  test('names the browsers that do', () => {
    expect(unsupportedSentence(['newer CSS'])).toContain(`Use ${BROWSER_FLOOR}.`)
  })

  test('names all that is missing', () => {
    expect(unsupportedSentence(['module workers'])).toContain('needs module workers, which')
    expect(unsupportedSentence(['WebAssembly SIMD', 'OffscreenCanvas'])).toContain(
      'needs WebAssembly SIMD and OffscreenCanvas, which',
    )
  })
})
