/** Finds a file of the site by the path of a URL, and nothing outside it, however the path is written. */
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

export interface SiteFile {
  readonly handle: FileHandle
  /** Bytes. */
  readonly size: bigint
  readonly mtimeNs: bigint
}

/** What opening gives where there is nothing to open; everything else (EACCES, EMFILE, EIO) is a fault worth a 500. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EINVAL', 'ENXIO'])

/** The value, or undefined where the error says that there is no such file. */
async function ifPresent<T>(value: Promise<T>): Promise<T | undefined> {
  try {
    return await value
  } catch (error) {
    if (error instanceof Error && 'code' in error && ABSENT.has(String(error.code))) return undefined
    throw error
  }
}

/**
 * The path as segments joined by slashes, `index.html` for the root.
 *
 * @param pathname  of a URL, percent-encoded, starting with a slash
 * @returns undefined for what names no file here: empty or hidden segments (`.`, `..`, `.git`), encoded slashes,
 *   backslashes, colons (Windows' drives and streams), control characters, and the compressed copies' own names
 */
export function sitePath(pathname: string): string | undefined {
  if (pathname === '/') return 'index.html'
  let path: string
  try {
    path = decodeURIComponent(pathname.slice(1))
  } catch {
    return undefined
  }
  if (path.split('/').length !== pathname.slice(1).split('/').length) return undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in a path
  if (/[\\:\u0000-\u001f\u007f]/.test(path) || /\.(?:br|gz)$/i.test(path)) return undefined
  return path.split('/').some((segment) => segment === '' || segment.startsWith('.')) ? undefined : path
}

/** True where `path` names a plain file below `root` without a symbolic link on the way. */
export async function isPlainFile(root: string, path: string): Promise<boolean> {
  const full = join(root, path)
  if ((await ifPresent(realpath(full))) !== root + sep + path.split('/').join(sep)) return false
  return (await ifPresent(lstat(full)))?.isFile() ?? false
}

/**
 * @param root  the site's folder, as `realpath` gives it
 * @param path  from {@link sitePath}, or with a suffix of a compressed copy
 * @returns an open file that the caller closes, or undefined
 */
export async function openSiteFile(root: string, path: string): Promise<SiteFile | undefined> {
  if (!(await isPlainFile(root, path))) return undefined
  // O_NOFOLLOW: the file may have become a link since it was looked at. Windows knows no such flag.
  const handle = await ifPresent(open(join(root, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)))
  if (handle === undefined) return undefined
  try {
    const { size, mtimeNs } = await handle.stat({ bigint: true })
    return { handle, size, mtimeNs }
  } catch (error) {
    await handle.close()
    throw error
  }
}
