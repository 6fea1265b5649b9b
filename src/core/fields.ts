/**
 * Reading JSON that comes from outside, field by field. What is not as it should be becomes one sentence that names the
 * file and the field, so `where` starts with the file's name: "manifest.json: preprocess".
 */
import { WhatsitError } from './errors.ts'

export type Fields = Readonly<Record<string, unknown>>

/** @throws ModelUnsupported */
export function fail(where: string, wanted: string): never {
  throw new WhatsitError('ModelUnsupported', `${where} should be ${wanted}`)
}

export function fields(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(where, 'an object')
  return value as Fields
}

export function text(of: Fields, name: string, where: string): string {
  const value = of[name]
  return typeof value === 'string' && value !== '' ? value : fail(`${where}.${name}`, 'a text')
}

export function number(of: Fields, name: string, where: string, low: number, high: number): number {
  const value = of[name]
  const fits = typeof value === 'number' && value >= low && value <= high
  return fits ? value : fail(`${where}.${name}`, `a number from ${low} to ${high}`)
}

export function integer(of: Fields, name: string, where: string, low: number, high: number): number {
  const value = number(of, name, where, low, high)
  return Number.isInteger(value) ? value : fail(`${where}.${name}`, 'a whole number')
}

/** Three numbers, one for each of red, green and blue. */
export function triple(of: Fields, name: string, where: string, low: number): readonly [number, number, number] {
  const value = of[name]
  if (!Array.isArray(value) || value.length !== 3) return fail(`${where}.${name}`, 'three numbers')
  const [red, green, blue] = value as readonly unknown[]
  const one = (channel: unknown): number =>
    typeof channel === 'number' && Number.isFinite(channel) && channel >= low
      ? channel
      : fail(`${where}.${name}`, `three numbers from ${low}`)
  return [one(red), one(green), one(blue)]
}
