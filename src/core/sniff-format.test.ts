import { describe, expect, test } from 'vitest'
import { hasErrorCode } from './errors.ts'
import { codeWhenUndecodable, type PictureType, sniffFormat } from './sniff-format.ts'

/** What a file of these Latin-1 characters is, or the code that says why not. */
function sniffed(text: string): string {
  try {
    return sniffFormat(Uint8Array.from(text, (character) => character.charCodeAt(0)))
  } catch (error) {
    if (hasErrorCode(error)) return error.name
    throw error
  }
}

describe('a file is told by its first bytes', () => {
  test.each([
    ['SVG behind a byte order mark', '\xef\xbb\xbf<svg xmlns="http://www.w3.org/2000/svg"/>', 'ImageSvg'],
    ['SVG behind declaration, comments and doctype', svgPreamble(), 'ImageSvg'],
    ['SVG with a prefix', '<?xml version="1.0"?><svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>', 'ImageSvg'],
    ['SVG behind blank lines', '\n\n  <svg>', 'ImageSvg'],
    ['SVG as UTF-16', `\xff\xfe${[...'<svg>'].map((c) => `${c}\0`).join('')}`, 'ImageSvg'],
    ['SVG as UTF-16 with the high byte first', `\xfe\xff${[...' <svg>'].map((c) => `\0${c}`).join('')}`, 'ImageSvg'],
    ['a byte order mark alone', '\xff\xfe', 'ImageUnsupported'],
    ['half a character behind one', '\xfe\xff\0', 'ImageUnsupported'],
    ['XML that is no SVG', '<?xml version="1.0"?><rss/>', 'ImageUnsupported'],
    ['HTML with an SVG in it', '<!doctype html><p><svg></svg>', 'ImageUnsupported'],
    ['a text that begins with "BM"', 'BMW is a car maker, and this is a text about it.', 'ImageUnsupported'],
    ['a ZIP archive', 'PK\x03\x04..............', 'ImageUnsupported'],
    ['one byte', '\x89', 'ImageUnsupported'],
    ['QuickTime', '\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'ImageVideo'],
    ['a film with a HEIC cover', '\0\0\0\x18ftypmp42\0\0\0\0mp42heic', 'ImageVideo'],
    ['QuickTime without ftyp', '\0\0\x10\0moov....', 'ImageVideo'],
    ['WebM', '\x1aE\xdf\xa3....', 'ImageVideo'],
    ['AVI', 'RIFF\0\0\0\0AVI LIST', 'ImageVideo'],
    ['WAV', 'RIFF\0\0\0\0WAVEfmt ', 'ImageUnsupported'],
    ['HEIC of a burst', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'image/heic'],
    ['AVIF by a compatible brand', '\0\0\0\x18ftypmif1\0\0\0\0mif1avif', 'image/avif'],
    ['an animated AVIF', '\0\0\0\x18ftypavis\0\0\0\0avismsf1', 'image/avif'],
    ["Canon's raw", '\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'ImageUnsupported'],
    // Some decoder or other reads these, so they are not refused here.
    ['TIFF', 'II*\0....', 'image/tiff'],
    ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n', 'image/jxl'],
    ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n', 'image/jp2'],
    ['nothing', '', 'ImageEmpty'],
  ])('%s', (_, text, expected) => {
    expect(sniffed(text)).toBe(expected)
  })
})

function svgPreamble(): string {
  const doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [<!ENTITY a "b">]>'
  return `<?xml version="1.0"?>\n<!-- made by hand -->\n${doctype}\n<!-- > --><svg>`
}

test.each<[PictureType, string]>([
  ['image/jpeg', 'ImageUndecodable'],
  ['image/avif', 'ImageUndecodable'],
  ['image/heic', 'ImageHeic'],
  ['image/tiff', 'ImageUnsupported'],
  ['image/jxl', 'ImageUnsupported'],
  ['image/jp2', 'ImageUnsupported'],
])('%s that is not decoded is %s', (type, code) => {
  expect(codeWhenUndecodable(type)).toBe(code)
})
