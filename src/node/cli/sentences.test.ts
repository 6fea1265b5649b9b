import { expect, test } from 'vitest'
import { ERROR_CODES, WhatsitError } from '../../core/errors.ts'
import { PartMissing } from '../part-missing.ts'
import { REFUSED_CODES, RefusedError } from '../refused.ts'
import { InputError } from './input.ts'
import { rowError } from './sentences.ts'

test.each([...ERROR_CODES])('%s has a sentence', (code) => {
  const { code: told, message } = rowError(new WhatsitError(code, 'detail'))
  expect(told).toBe(code)
  expect(message).toMatch(/^[A-Z].*[.)]$/)
})

test.each([...REFUSED_CODES])('%s has a sentence', (code) => {
  const { code: told, message } = rowError(new RefusedError(code, 'detail'))
  expect(told).toBe(code)
  expect(message).toMatch(/^[A-Z].*\.$/)
})

test('what kept a file from being read says so itself', () => {
  expect(rowError(new InputError('ImageUnreadable', 'You may not read it.'))).toEqual({
    code: 'ImageUnreadable',
    message: 'You may not read it.',
  })
})

test('where sharp is missing no other engine is advised', () => {
  expect(rowError(new PartMissing('sharp does not load'))).toEqual({
    code: 'RuntimeFailed',
    message: 'A part of Whatsit is missing. Install it again.',
  })
})

test('a defect of ours is told as one, with what it says', () => {
  expect(rowError(new TypeError('x is not a function'))).toEqual({
    code: 'Unexpected',
    message: 'Something went wrong in Whatsit itself. (TypeError: x is not a function)',
  })
})
