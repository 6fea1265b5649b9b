import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mayGivePlanes, PLANES_PROBE } from './jpeg-planes.ts'

const START = [0xff, 0xd8]
const JFIF = segment(0xe0, ...ascii('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0)
const SCAN = segment(0xda, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0)

function segment(marker: number, ...content: number[]): number[] {
  const length = content.length + 2
  return [0xff, marker, length >> 8, length & 255, ...content]
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

/** @param samplings  one byte a component */
function frame(marker: number, samplings: readonly number[], precision = 8): number[] {
  const components = samplings.flatMap((sampling, index) => [index + 1, sampling, Math.min(index, 1)])
  return segment(marker, precision, 0, 10, 0, 18, samplings.length, ...components)
}

function profile(...description: number[]): number[] {
  return segment(0xe2, ...ascii('ICC_PROFILE\0'), 1, 1, ...Array<number>(120).fill(0), ...description)
}

const adobe = (transform: number) => segment(0xee, ...ascii('Adobe'), 0, 100, 0, 0, 0, 0, transform)

const file = (...parts: readonly (readonly number[])[]): Uint8Array => Uint8Array.from([START, ...parts].flat())

const BASELINE = 0xc0
const HALF = frame(BASELINE, [0x22, 0x11, 0x11])

describe('whether planes may be had', () => {
  test.each([
    ['4:2:0', file(JFIF, HALF, SCAN)],
    ['4:2:2', file(JFIF, frame(BASELINE, [0x21, 0x11, 0x11]))],
    ['4:4:4', file(JFIF, frame(BASELINE, [0x11, 0x11, 0x11]))],
    ['extended', file(JFIF, frame(0xc1, [0x22, 0x11, 0x11]))],
    ['progressive', file(JFIF, frame(0xc2, [0x22, 0x11, 0x11]))],
    ['no segment before the frame', file(HALF)],
    ['more than one 0xff before a marker', file(JFIF, [0xff, 0xff], HALF)],
    ['tables before the frame', file(segment(0xdb, ...Array<number>(65).fill(1)), HALF)],
    ['a profile that is called sRGB', file(profile(...ascii('sRGB IEC61966-2.1')), HALF)],
    ['a profile that is called sRGB in UTF-16', file(profile(...ascii('\0s\0R\0G\0B')), HALF)],
    ["Adobe's luma and chroma", file(adobe(1), HALF)],
    ['the probe', PLANES_PROBE.bytes],
    ['a photograph', new Uint8Array(readFileSync(new URL('../../public/pictures/cat.jpg', import.meta.url)))],
  ])('yes: %s', (_, bytes) => {
    expect(mayGivePlanes(bytes)).toBe(true)
  })

  test.each([
    ['grey', file(JFIF, frame(BASELINE, [0x11]))],
    ['ink', file(adobe(2), frame(BASELINE, [0x11, 0x11, 0x11, 0x11]))],
    ['12 bits', file(JFIF, frame(0xc1, [0x22, 0x11, 0x11], 12))],
    ['4:4:0', file(JFIF, frame(BASELINE, [0x12, 0x11, 0x11]))],
    ['4:1:1', file(JFIF, frame(BASELINE, [0x41, 0x11, 0x11]))],
    ['chroma that is not halved alike', file(JFIF, frame(BASELINE, [0x22, 0x21, 0x11]))],
    ['lossless', file(JFIF, frame(0xc3, [0x22, 0x11, 0x11]))],
    ['arithmetic coding', file(JFIF, frame(0xc9, [0x22, 0x11, 0x11]))],
    ['RGB, as Adobe marks it', file(adobe(0), HALF)],
    ['another profile', file(profile(...ascii('Display P3')), HALF)],
    ['a scan without a frame', file(JFIF, SCAN, HALF)],
    ['a frame that is cut off', file(JFIF, HALF).subarray(0, -6)],
    ['nothing behind the first segment', file(JFIF)],
    ['a segment that ends beyond the file', file([0xff, 0xe1, 0xff, 0xff], HALF)],
    ['a segment that claims less than its length', file([0xff, 0xe1, 0, 0], [0])],
    ['no marker where one should be', file(JFIF, [0], HALF)],
    ['nothing', file()],
  ])('no: %s', (_, bytes) => {
    expect(mayGivePlanes(bytes)).toBe(false)
  })
})
