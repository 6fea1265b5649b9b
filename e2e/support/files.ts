/** Where the tests find the built site, the pictures and the numbers that they compare with. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export const builtSite = join(root, 'dist')

/** A picture that comes with the page: "cat.jpg". */
export function example(name: string): string {
  return join(root, 'public', 'pictures', name)
}

/** A picture, or something that pretends to be one, made for the tests. */
export function fixture(name: string): string {
  return join(root, 'e2e', 'pictures', name)
}

interface ReferencePrediction {
  readonly index: number
  readonly score: number
}

/** The top five of each example picture as Python computes them with a model, by the picture's name. */
export function reference(model = 'efficientnet-lite0'): Readonly<Record<string, readonly ReferencePrediction[]>> {
  const all = JSON.parse(readFileSync(join(root, 'public', 'models', 'reference.json'), 'utf8'))
  return all[model]
}

/** Labels of the classes with these indices, as people read them. */
export function labels(...indices: readonly number[]): string[] {
  const path = join(root, 'public', 'models', 'imagenet-1k', 'labels.json')
  const { classes } = JSON.parse(readFileSync(path, 'utf8')) as { classes: readonly (readonly [string, string])[] }
  return indices.map((index) => classes[index]?.[1] ?? `no class ${index}`)
}
