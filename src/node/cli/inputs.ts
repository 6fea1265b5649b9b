/**
 * What was typed, as pictures: a file, a folder with all below it, a pattern, `-` for stdin, a web address. They come one at
 * a time, while the ones before are being answered.
 */
import { stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import picomatch from 'picomatch'
import { collectBytes } from './collect-bytes.ts'
import { fetchPicture } from './fetch-picture.ts'
import { failing, type Input, InputError } from './input.ts'
import { readFile, unreadable } from './read-file.ts'
import { type Found, walk } from './walk.ts'

/** What counts as a picture in a folder. BMP and HEIC cannot be read here, and to leave them out in silence would be worse. */
const PICTURE = /\.(?:jpe?g|jpe|jfif|png|webp|gif|avif|bmp|hei[cf])$/i

/** Characters; Linux's PATH_MAX. */
const MAX_PATTERN = 4096

export interface InputOptions {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly fetch: typeof fetch
  readonly agent: string
  readonly platform?: NodeJS.Platform
}

/** @param words  in the order in which they are answered */
export async function* inputs(words: readonly string[], options: InputOptions): AsyncGenerator<Input> {
  for (const word of words) yield* inputsOf(word, options)
}

/** True where it is one picture by its kind: no folder, no pattern. */
export async function isOnePicture(word: string): Promise<boolean> {
  return word === '-' || isAddress(word) || (await kindOf(word)) === 'file'
}

const isAddress = (word: string): boolean => /^https?:\/\//i.test(word)
/** Names are shown, and kept in files. */
const withoutSecret = (address: string): string => address.replace(/^(https?:\/\/)[^/?#\\]*@/i, '$1***@')
const isPattern = (word: string): boolean => picomatch.scan(word, { nonegate: true }).isGlob

async function* inputsOf(word: string, options: InputOptions): AsyncGenerator<Input> {
  if (word === '-') {
    yield { name: word, read: () => collectBytes(options.stdin) }
  } else if (isAddress(word)) {
    const { fetch, agent } = options
    yield { name: withoutSecret(word), read: (signal) => fetchPicture(word, { fetch, agent, signal }) }
  } else {
    yield* inputsAt(word, options.platform ?? process.platform)
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | InputError> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    return unreadable(error)
  }
}

async function* inputsAt(word: string, platform: NodeJS.Platform): AsyncGenerator<Input> {
  const kind = await kindOf(word)
  if (kind === 'file') {
    yield fileAt(word)
  } else if (kind === 'folder') {
    const isWanted = (path: string): boolean => PICTURE.test(path)
    yield* found(word, walk(word, { depth: Infinity, isWanted }), 'There is no picture in this folder.')
  } else {
    const pattern = patternOf(word, platform)
    // More than that is more than picomatch takes, and than a path can have.
    if (pattern.length <= MAX_PATTERN && isPattern(pattern)) {
      yield* found(word, matches(pattern, platform), 'No file matches this pattern.')
    } else {
      yield failing(word, kind)
    }
  }
}

function patternOf(word: string, platform: NodeJS.Platform): string {
  // Shells on Windows leave patterns to the program, with the slashes of that system.
  const slashed = platform === 'win32' ? word.replaceAll('\\', '/') : word
  // picomatch would take "Holiday (2)" for "Holiday 2"; in bash only `?(...)` and its like are more than a name.
  return /[?*+@!]\(/.test(slashed) ? slashed : slashed.replaceAll(/(?<!\\)[()]/g, '\\$&')
}

const fileAt = (name: string): Input => ({ name, read: (signal) => readFile(name, signal) })

/** @param nothing  said of `word` where nothing is found: silence would look like success */
async function* found(word: string, files: AsyncIterable<Found>, nothing: string): AsyncGenerator<Input> {
  let isAny = false
  for await (const { path, error } of files) {
    isAny = true
    yield error === undefined ? fileAt(path) : failing(path, error)
  }
  if (!isAny) yield failing(word, new InputError('ImageUnreadable', nothing))
}

/** As in bash, with `**` for any number of folders. */
function matches(pattern: string, platform: NodeJS.Platform): AsyncGenerator<Found> {
  const { base, glob } = picomatch.scan(pattern, { nonegate: true })
  const from = base === '' ? '.' : base.replaceAll(/\\(.)/g, '$1')
  const isMatch = picomatch(glob, { nocase: platform === 'win32', nonegate: true })
  // "holiday/*" means its pictures; "holiday/*.tif" says itself what it means.
  const namesKind = (glob.split('/').at(-1) ?? '').includes('.')
  // Relative to the base, since a path that is found has no "./" and no "..", and the pattern may have.
  const isWanted = (path: string): boolean =>
    isMatch(relative(from, path).replaceAll(sep, '/')) && (namesKind || PICTURE.test(path))
  return walk(from, { depth: glob.includes('**') ? Infinity : glob.split('/').length, isWanted })
}
