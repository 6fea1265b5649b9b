/** A model's facts as the picker tells them. */
import { duration, megabytes, percent } from '../client/figures.ts'
import type { OfferedModel } from '../client/model-shelf.ts'

/** "5.1 MB · 75 % right first time · 23 ms here"; what is not known is left out. @param speed  milliseconds of a run */
export function modelFacts({ description }: OfferedModel, speed: number | undefined): string {
  if (!description) return ''
  const { bytes, publishedAccuracy } = description
  return (
    [
      `${megabytes(bytes)} MB`,
      publishedAccuracy === undefined ? '' : `${percent(publishedAccuracy)} right first time`,
      speed === undefined ? '' : `${duration(speed)} here`,
    ]
      .filter((fact) => fact !== '')
      .join(' · ')
      // A number and its unit stay on one line.
      .replace(/(\d) (?=MB|%|m?s\b)/g, '$1\u00a0')
  )
}

/** Where it is. */
export function modelPlace({ description }: OfferedModel, current: boolean, online: boolean): string {
  if (current) return 'In use'
  if (!description)
    return online ? 'Not on this device, and the site does not answer' : 'Not on this device, so not available offline'
  return description.missing === 0 ? 'On this device' : 'Not on this device yet'
}

/** What the picker's button does with one that is not in use. */
export function useText({ description }: OfferedModel): string {
  if (!description) return 'Download and use it'
  return description.missing === 0
    ? `Use ${description.name}`
    : `Download ${megabytes(description.missing)} MB and use it`
}
