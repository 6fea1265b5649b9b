import { expect, test } from 'vitest'
import type { OfferedModel } from '../client/model-shelf.ts'
import { modelFacts, modelPlace, useText } from './model-facts.ts'

const description = { id: 'tiny', name: 'Tiny', bytes: 5_140_512, missing: 0, publishedAccuracy: 0.751 }
const here: OfferedModel = { folder: 'tiny', description }
const elsewhere: OfferedModel = { folder: 'tiny', description: { ...description, missing: 5_020_835 } }
const unknown: OfferedModel = { folder: 'tiny' }

test.each([
  // model, in use, measured ms -> facts, place, button
  [here, true, 23.4, '5.1 MB · 75 % right first time · 23 ms here', 'In use', 'Use Tiny'],
  [here, false, undefined, '5.1 MB · 75 % right first time', 'On this device', 'Use Tiny'],
  [
    elsewhere,
    false,
    41,
    '5.1 MB · 75 % right first time · 41 ms here',
    'Not on this device yet',
    'Download 5.0 MB and use it',
  ],
  [unknown, false, undefined, '', 'Not on this device, and the site does not answer', 'Download and use it'],
] as const)('%j', (model, current, speed, facts, place, text) => {
  expect([modelFacts(model, speed).replace(/\u00a0/g, ' '), modelPlace(model, current, true), useText(model)]).toEqual([
    facts,
    place,
    text,
  ])
})

test('one that is not here, without a network', () => {
  expect(modelPlace(unknown, false, false)).toBe('Not on this device, so not available offline')
  expect(modelPlace(here, false, false)).toBe('On this device')
})

test('a model whose accuracy nobody published', () => {
  const { publishedAccuracy: _, ...rest } = description
  expect(modelFacts({ folder: 'tiny', description: rest }, undefined)).toBe('5.1\u00a0MB')
})
