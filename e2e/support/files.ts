/** Where the tests find the built site, the pictures and the numbers that they compare with. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..', '..')

export const builtSite = join(root, 'dist')

/** A file by its path in the repository. */
export function inRepository(path: string): string {
  return join(root, path)
}

/** A picture that comes with the page: "cat.jpg". */
export function example(name: string): string {
  return join(root, 'public', 'pictures', name)
}

/** A picture, or something that pretends to be one, made for the tests. */
export function fixture(name: string): string {
  return join(root, 'e2e', 'pictures', name)
}

interface PythonAnswer {
  /** The first five, best first. */
  readonly top: readonly (readonly [index: number, score: number])[]
  /** Of all classes, to a hundred-thousandth or so. */
  readonly scores: readonly number[]
}

/** What Python answers to a picture of the parity bench, by the file's path in the repository. */
export function python(file: string, model = 'efficientnet-lite0'): PythonAnswer {
  const folder = join(root, 'bench', 'parity', 'goldens')
  const { steps, pictures } = JSON.parse(readFileSync(join(folder, 'pictures.json'), 'utf8')) as {
    readonly steps: number
    readonly pictures: readonly { readonly file: string; readonly top: Record<string, PythonAnswer['top']> }[]
  }
  const row = pictures.findIndex((picture) => picture.file === file)
  const bytes = gunzipSync(readFileSync(join(folder, `${model}.scores.gz`)))
  const classes = bytes.length / 2 / pictures.length
  const scores = Array.from({ length: classes }, (_, index) => bytes.readUInt16LE((row * classes + index) * 2) / steps)
  return { top: pictures[row]?.top[model] ?? [], scores }
}

/** Labels of the classes with these indices, as people read them. */
export function labels(...indices: readonly number[]): string[] {
  const path = join(root, 'public', 'models', 'imagenet-1k', 'labels.json')
  const { classes } = JSON.parse(readFileSync(path, 'utf8')) as { classes: readonly (readonly [string, string])[] }
  return indices.map((index) => classes[index]?.[1] ?? `no class ${index}`)
}
