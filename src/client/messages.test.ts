import { describe, expect, test } from 'vitest'
import { ERROR_CODES, WhatsitError } from '../core/errors.ts'
import { MAX_BYTES, MAX_PIXELS } from '../core/limits.ts'
import { messageFor, messages, modelMissing, notes } from './messages.ts'

const all = Object.entries({ ...messages, ...notes })

describe('messages', () => {
  test('every code that the classifier can meet has a sentence of its own', () => {
    expect(Object.keys(messages).sort()).toEqual([...ERROR_CODES].sort())
    const titles = all.map(([, message]) => message.title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  test.each(all)('%s says what happened and what to do, calmly', (_code, { title, advice }) => {
    // A title is a phrase that fits one line of a phone; the advice is made of whole sentences.
    expect(title.length).toBeLessThanOrEqual(48)
    expect(title).toMatch(/^[A-Z].*[^.!?]$/)
    expect(advice).toMatch(/^[A-Z].*\.$/)
    expect(`${title} ${advice}`).not.toMatch(/!|\bAI\b|\boops\b|\bsorry\b/i)
  })
})

test('a picture too large learns of both limits, as they are', () => {
  expect(messages.ImageTooLarge.advice).toContain('120 megapixels')
  expect(messages.ImageTooLarge.advice).toContain('256 MB')
  expect([MAX_PIXELS, MAX_BYTES]).toEqual([120e6, 256 * 2 ** 20])
})

test.each(['WorkerLost', 'WorkerUnreachable', 'RunFailed', 'RuntimeFailed'] as const)(
  '%s may come without a picture, and says nothing of one that was tried',
  (code) => {
    expect(`${messages[code].title} ${messages[code].advice}`).not.toMatch(/this picture|this one|the picture|twice/)
  },
)

describe('messageFor', () => {
  test('an error that crossed the border of the worker keeps its sentence', () => {
    const crossed = Object.assign(new Error('1234 bytes'), { name: 'ImageUndecodable' })
    expect(messageFor(crossed)).toBe(messages.ImageUndecodable)
    expect(messageFor(new WhatsitError('ImagePdf', 'header %PDF'))).toBe(messages.ImagePdf)
  })

  test.each([
    ['https://shop.test/models/flowers/manifest.json: HTTP 404', modelMissing],
    ['https://shop.test/models/flowers/model.onnx: HTTP 410', modelMissing],
    ['https://shop.test/models/flowers/model.onnx: HTTP 503', messages.ModelUnreachable],
    ['https://shop.test/HTTP 404: no answer, or no JSON', messages.ModelUnreachable],
  ])('ModelUnreachable, %s', (met, message) => {
    expect(messageFor(new WhatsitError('ModelUnreachable', met))).toBe(message)
  })

  test.each([
    ['a model out of reach', messages.ModelUnreachable],
    ['a model that the site does not have', modelMissing],
    ['a worker out of reach', messages.WorkerUnreachable],
  ])('%s: whoever chose pictures reads that they wait', (_, { advice }) => {
    expect(advice).toMatch(/Your pictures wait here\.$/)
  })

  test.each([new TypeError('x is undefined'), 'a text', undefined])('%s reads as a fault of ours', (error) => {
    expect(messageFor(error)).toBe(messages.Unexpected)
  })
})
