/**
 * The files below a folder, one after the other: folders are read piece by piece, so that what is held grows with their
 * depth and not with the number of files. What is hidden, and node_modules, is left out, as search programs do.
 */
import type { BigIntStats } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { InputError } from './input.ts'
import { unreadable } from './read-file.ts'

/**
 * Folders of up to so many entries come in the order of their names, as everybody lists them; larger ones as the file system
 * gives them, since names to sort are names in memory.
 */
const SORTED_ENTRIES = 10_000

/** "image2" before "image10". Of no language in particular, so that each machine gives the same order. */
const { compare } = new Intl.Collator('en', { numeric: true })

export interface WalkOptions {
  /** How many folders deep; 1 is the folder's own files. */
  readonly depth: number
  /** @param path  begins with the folder as it was given */
  readonly isWanted: (path: string) => boolean
  /** {@link SORTED_ENTRIES} if absent. */
  readonly sortedEntries?: number
}

/** A file that is wanted, or a folder that could not be read. */
export type Found = { readonly path: string; readonly error?: InputError }

/** @param folder  links to folders are followed but for those that lead back to one that is being read */
export async function* walk(folder: string, options: WalkOptions): AsyncGenerator<Found> {
  yield* below(folder, options, new Set())
}

interface Entry {
  readonly name: string
  /** undefined: a link, to be looked behind. */
  readonly kind: 'file' | 'folder' | undefined
}

async function* below(folder: string, options: WalkOptions, above: ReadonlySet<string>): AsyncGenerator<Found> {
  const { depth, isWanted, sortedEntries = SORTED_ENTRIES } = options
  let here: BigIntStats
  try {
    here = await stat(folder, { bigint: true })
  } catch (error) {
    yield { path: folder, error: unreadable(error) }
    return
  }
  // Device and inode name a folder however it was reached.
  const id = `${here.dev}:${here.ino}`
  if (above.has(id)) return
  const chain = new Set([...above, id])
  try {
    for await (const { name, kind } of entries(folder, sortedEntries)) {
      const path = folder === '' || folder === '.' ? name : join(folder, name)
      const known = kind ?? (await kindBehind(path))
      if (known === 'folder') {
        if (depth > 1 && name !== 'node_modules') yield* below(path, { ...options, depth: depth - 1 }, chain)
      } else if (known === 'file' && isWanted(path)) {
        yield { path }
      }
    }
  } catch (error) {
    yield { path: folder, error: unreadable(error) }
  }
}

/** Without the hidden ones, sorted where there are few enough. */
async function* entries(folder: string, sortedEntries: number): AsyncGenerator<Entry> {
  const first: Entry[] = []
  let isLarge = false
  for await (const entry of await opendir(folder)) {
    if (entry.name.startsWith('.')) continue
    const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : undefined
    // Pipes and sockets would wait for somebody to write.
    if (kind === undefined && !entry.isSymbolicLink()) continue
    const one: Entry = { name: entry.name, kind }
    if (isLarge) {
      yield one
    } else if (first.push(one) > sortedEntries) {
      isLarge = true
      yield* first.splice(0)
    }
  }
  yield* first.sort((a, b) => compare(a.name, b.name))
}

/** @returns undefined for a link that leads nowhere, or to what is neither */
async function kindBehind(path: string): Promise<Entry['kind']> {
  try {
    const stats = await stat(path)
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : undefined
  } catch {
    return undefined
  }
}
