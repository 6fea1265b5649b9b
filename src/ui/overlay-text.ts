/** What lies over the picture, in words for those who do not see it. */

import { percent } from '../client/figures.ts'
import type { ActivationMap, Classification } from '../core/classification.ts'
import { whereItLooked } from '../core/where-it-looked.ts'
import type { OverlaySettings } from './overlay-settings.ts'

/** The map of one of the predictions; undefined where the model has none for it. @param at  0 is the best prediction */
export function mapOf({ predictions, activationMaps }: Classification, at: number): ActivationMap | undefined {
  const index = predictions[at]?.index
  return activationMaps?.find((map) => map.index === index)
}

/** "What it saw: the middle 51 % of the picture" */
export function sawText({ crop, size }: Classification): string {
  const share = (crop.width * crop.height) / (size.width * size.height)
  return share > 0.995 ? 'What it saw: the whole picture' : `What it saw: the middle ${percent(share)} of the picture`
}

/** "Where it looked for lynx: mostly the upper left"; empty where there is no map. @param at  0 is the best prediction */
export function lookedText(classification: Classification, at: number): string {
  const map = mapOf(classification, at)
  const label = classification.predictions[at]?.label
  if (!map || label === undefined) return ''
  return `Where it looked for ${label}: ${whereItLooked(map, classification.crop, classification.size)}`
}

/** All that lies over the picture; empty when nothing does. @param at  which prediction, 0 is the best */
export function overlayText(classification: Classification, at: number, { saw, looked }: OverlaySettings): string {
  const words = [saw ? sawText(classification) : '', looked ? lookedText(classification, at) : '']
  return words.filter((text) => text !== '').join('. ')
}
