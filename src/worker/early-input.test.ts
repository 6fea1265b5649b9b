import { expect, test, vi } from 'vitest'
import type { CreateMixer } from '../core/mixer.ts'
import { createScriptMixer } from '../core/script-mixer.ts'
import { ANY_PICTURE, selfTestInput } from '../core/self-test.ts'
import { smallManifest } from '../core/testing/small-manifest.ts'
import { EarlyInput } from './early-input.ts'

const { golden = { ...ANY_PICTURE, topLogits: [], tolerance: 0 } } = smallManifest
const usual = { ...smallManifest, golden: { ...golden, ...ANY_PICTURE } }

test('what was made early is not made again', () => {
  const createMixer = vi.fn(createScriptMixer)
  const early = new EarlyInput(createMixer)
  early.expect(usual)
  expect(createMixer).toHaveBeenCalledTimes(1)
  expect(early.for(usual)).toEqual(selfTestInput(usual))
  expect(createMixer).toHaveBeenCalledTimes(1)
})

test.each([
  ['of another picture', { ...usual, golden: { ...usual.golden, width: 30, height: 20 } }],
  ['of another seed', { ...usual, golden: { ...usual.golden, seed: 8 } }],
  ['without golden numbers', (({ golden: _, ...rest }) => rest)(usual)],
  ['that was framed in another way', { ...usual, preprocess: { ...usual.preprocess, centerCrop: 3 } }],
])('a manifest %s gets its own input, whatever was expected', (_, manifest) => {
  const early = new EarlyInput(undefined)
  early.expect(usual)
  expect(early.for(manifest)).toEqual(selfTestInput(manifest))
})

test('what fails early is told when it is wanted', () => {
  const createMixer: CreateMixer = () => {
    throw new RangeError('no memory')
  }
  const early = new EarlyInput(createMixer)
  early.expect(usual)
  expect(() => early.for(usual)).toThrow('no memory')
})
