import { describe, expect, test } from 'vitest'
import { ERROR_CODES, hasErrorCode, toWhatsitError, WhatsitError } from './errors.ts'

/** What Comlink makes of an error: a plain one with the same name and message. */
function crossed(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}

test('no code is there twice', () => {
  expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length)
})

test("a WhatsitError's name is its code", () => {
  const cause = new TypeError('deeper')
  const error = new WhatsitError('ImageTooLarge', '30000 x 30000', { cause })
  expect(error).toBeInstanceOf(Error)
  expect({ name: error.name, message: error.message, cause: error.cause }).toEqual({
    name: 'ImageTooLarge',
    message: '30000 x 30000',
    cause,
  })
  expect(String(error)).toBe('ImageTooLarge: 30000 x 30000')
})

describe('hasErrorCode', () => {
  test.each([
    ['ours', new WhatsitError('ModelCorrupt', ''), true],
    ['ours, from a worker', crossed('ModelCorrupt', ''), true],
    ['a TypeError', new TypeError(''), false],
    ['a text', 'ModelCorrupt', false],
    ['an object with the name alone', { name: 'ModelCorrupt' }, false],
    ['nothing', undefined, false],
  ])('%s', (_, error, ours) => {
    expect(hasErrorCode(error)).toBe(ours)
  })
})

describe('toWhatsitError', () => {
  test('keeps what is ours', () => {
    const error = new WhatsitError('Cancelled', 'by the person')
    expect(toWhatsitError(error)).toBe(error)
  })

  test.each([
    [crossed('WorkerLost', 'gone'), undefined, 'WorkerLost', 'gone'],
    [crossed('WorkerLost', 'gone'), 'RuntimeFailed', 'WorkerLost', 'gone'],
    [new RangeError('too far'), undefined, 'Unexpected', 'RangeError: too far'],
    [new RangeError('too far'), 'OutOfMemory', 'OutOfMemory', 'RangeError: too far'],
    ['a text', undefined, 'Unexpected', 'a text'],
    [undefined, undefined, 'Unexpected', 'undefined'],
  ] as const)('%s, else %s: %s', (error, fallback, name, message) => {
    const made = toWhatsitError(error, fallback)
    expect(made).toBeInstanceOf(WhatsitError)
    expect({ name: made.name, message: made.message, cause: made.cause }).toEqual({ name, message, cause: error })
  })
})
