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

interface GoldenPicture {
  /** Its path in the repository. */
  readonly file: string
  /** Decodes to the same bytes everywhere. */
  readonly lossless: boolean
  readonly top: Readonly<Record<string, PythonAnswer['top']>>
}

const goldens = join(root, 'bench', 'parity', 'goldens')

function goldenList(): { readonly steps: number; readonly pictures: readonly GoldenPicture[] } {
  return JSON.parse(readFileSync(join(goldens, 'pictures.json'), 'utf8'))
}

/** The pictures of the parity bench. */
export function goldenPictures(): readonly GoldenPicture[] {
  return goldenList().pictures
}

/** What Python answers to a picture of the parity bench, by the file's path in the repository. */
export function python(file: string, model = 'efficientnet-lite0'): PythonAnswer {
  const { steps, pictures } = goldenList()
  const row = pictures.findIndex((picture) => picture.file === file)
  const bytes = gunzipSync(readFileSync(join(goldens, `${model}.scores.gz`)))
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
