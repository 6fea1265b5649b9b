/** Which classifier gets a picture, and how often. How the element looks and listens is e2e/embedding's. */
import { type PropertyValues, ReactiveElement } from 'lit'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { CAT, outsideOf, Workers } from '../client/scripted-workers.ts'
import { LibraryClassifier } from './library-classifier.ts'
import type { Wanted } from './open-classifier.ts'

/** Models, in the order in which they were asked for an answer. */
const asked: string[] = []

vi.mock('./open-classifier.ts', () => ({
  openClassifier({ model = 'default' }: Wanted) {
    const classify = async () => {
      asked.push(model)
      return CAT
    }
    const outside = outsideOf(new Workers({ classify }), { threads: 1, engine: 'auto' })
    return new LibraryClassifier('https://shop.test/whatsit/models/', outside)
  },
}))
vi.mock('../client/preview-orientation.ts', () => ({ previewOrientation: async () => 1 }))
vi.stubGlobal('__BUILD__', 'b1')

const { WhatsitClassifier } = await import('./whatsit-classifier.ts')
// Lit takes a document for a browser's, so these come after Lit.
vi.stubGlobal('document', { addEventListener: () => {}, removeEventListener: () => {} })
vi.stubGlobal('navigator', {})

/** In a page, and not drawn: Node has nothing to draw on. */
class Undrawn extends WhatsitClassifier {
  override readonly isConnected = true
  override createRenderRoot(): HTMLElement {
    return this
  }
  protected override update(changed: PropertyValues): void {
    ReactiveElement.prototype['update'].call(this, changed)
  }
}
customElements.define('undrawn-classifier', Undrawn)

function elementInPage(): InstanceType<typeof WhatsitClassifier> {
  const element = new Undrawn()
  element.connectedCallback()
  return element
}

const [cat, dog] = [new Blob(['cat']), new Blob(['dog'])]

beforeEach(() => {
  asked.length = 0
})

describe('an attribute that is set in the turn of classify() counts', () => {
  test.each([
    ['before it', false],
    ['after it', true],
  ])('%s, where a picture is on show', async (_, isAfter) => {
    const element = elementInPage()
    expect(await element.classify(cat)).toBe(CAT)
    if (!isAfter) element.model = 'other'
    const answer = element.classify(dog)
    element.model = 'other'
    expect(await answer).toBe(CAT)
    expect(element.picture).toBe(dog)
    expect(asked).toEqual(['default', 'other'])
  })
})

test('the picture on show is answered by the model that is named later', async () => {
  const element = elementInPage()
  await element.classify(cat)
  const answered = new Promise((resolve) => element.addEventListener('whatsit-answer', resolve, { once: true }))
  element.model = 'other'
  await answered
  expect(asked).toEqual(['default', 'other'])
  expect(element.picture).toBe(cat)
})

test('what is no Blob is refused where it is set, and the picture on show stays', async () => {
  const element = elementInPage()
  await element.classify(cat)
  for (const wrong of [5, 0, '', 'cat.jpg', {}]) {
    expect(() => Object.assign(element, { picture: wrong })).toThrow(/^A picture has to be a Blob or a File/)
    await expect(element.classify(wrong as unknown as Blob)).rejects.toThrow(TypeError)
  }
  expect([element.picture, element.classification]).toEqual([cat, CAT])
  for (const nothing of [null, undefined]) {
    element.picture = cat
    Object.assign(element, { picture: nothing })
    expect(element.picture).toBe(null)
  }
})
