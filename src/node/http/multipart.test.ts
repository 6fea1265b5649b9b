import { describe, expect, test } from 'vitest'
import { formBoundary, formParts } from './multipart.ts'

const FORM = [
  '--x',
  'Content-Disposition: form-data; name="title"',
  '',
  'a text',
  '--x',
  'Content-Disposition: form-data; name="image"; filename="cat.jpg"',
  'Content-Type: image/jpeg',
  '',
  'a picture\r\nand --x, which is no boundary\r\n-',
  '--x--',
  'an epilogue, --x, of no meaning',
  '',
].join('\r\n')

/** The form in pieces of so many bytes. */
async function* inPieces(form: Uint8Array, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < form.length; at += bytes) yield form.subarray(at, at + bytes)
}

async function partsOf(form: string | Uint8Array, bytes: number, limits = { maxPartBytes: 1000, maxParts: 10 }) {
  const parts: unknown[] = []
  for await (const part of formParts(inPieces(Buffer.from(form), bytes), 'x', limits)) {
    const { field, filename, isFile, size } = part
    parts.push({ field, filename, isFile, size, text: Buffer.from(part.take()).toString() })
  }
  return parts
}

describe('formParts', () => {
  // The last one leaves the end of the line after the last boundary to a piece of its own, as connections do.
  test.each([1, 2, 3, 7, 50, 1000, FORM.indexOf('--x--') + 5])('in pieces of %i bytes', async (bytes) => {
    expect(await partsOf(FORM, bytes)).toEqual([
      { field: 'title', filename: undefined, isFile: false, size: 6, text: 'a text' },
      {
        field: 'image',
        filename: 'cat.jpg',
        isFile: true,
        size: 43,
        text: 'a picture\r\nand --x, which is no boundary\r\n-',
      },
    ])
  })

  test('names that are not UTF-8 are none, and the file is one all the same', async () => {
    const form = Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="f"; filename="K\xe4se"\r\n\r\np\r\n--x--',
      'latin1',
    )
    expect(await partsOf(form, 1000)).toEqual([
      { field: undefined, filename: undefined, isFile: true, size: 1, text: 'p' },
    ])
  })

  test.each([
    ['BodyMalformed', FORM.slice(0, 100), {}],
    ['BodyMalformed', 'text', {}],
    ['BodyMalformed', '', {}],
    ['BodyMalformed', `--x\r\nX: ${'x'.repeat(9000)}`, {}],
    ['BodyTooLarge', FORM, { maxPartBytes: 20 }],
    ['TooManyParts', FORM, { maxParts: 1 }],
  ])('%s, row %#', async (name, form, limits) => {
    const parts = partsOf(form, 1000, { maxPartBytes: 1000, maxParts: 10, ...limits })
    await expect(parts).rejects.toMatchObject({ name })
  })

  test('what goes wrong with the pieces is passed on', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('--x')
      throw new Error('cut')
    }
    await expect(formParts(broken(), 'x', { maxPartBytes: 1, maxParts: 1 }).next()).rejects.toThrow('cut')
  })
})

describe('formBoundary', () => {
  test.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; boundary="a b"; charset=utf-8', 'a b'],
    ['multipart/form-data; charset=utf-8; Boundary=abc ', 'abc'],
  ])('%s', (type, boundary) => {
    expect(formBoundary(type)).toBe(boundary)
  })

  test.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(201)}`,
  ])('%s', (type) => {
    expect(() => formBoundary(type)).toThrow('no boundary')
  })
})
