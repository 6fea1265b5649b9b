/** What the page and its service worker say to each other, and the lock that tells which builds still have a window open. */

/** How the service worker that answers stands. */
export interface ShellStatus {
  /** The build whose files it serves. */
  readonly build: string
  /** Every file that the page needs to open is in its cache, so it opens without network. */
  readonly whole: boolean
  /** The files of onnxruntime-web are kept too. */
  readonly runtime: boolean
}

export type ShellMessage =
  /** Answered with a {@link ShellStatus}. */
  | { readonly type: 'STATUS' }
  /** onnxruntime-web's files are to be kept; answered with a {@link ShellStatus} once they are, or could not be fetched. */
  | { readonly type: 'KEEP_RUNTIME' }
  /** Older builds' files may go, if no window needs them any more. Not answered. */
  | { readonly type: 'CLEAN_UP' }
  /** A waiting worker takes over; the name is Workbox's. Not answered. */
  | { readonly type: 'SKIP_WAITING' }

const LOCK = 'whatsit-build'

/**
 * The Web Lock that every window holds, shared, for as long as it lives.
 *
 * @param scope  the service worker's: the absolute address of the site's root
 */
export function buildLock(scope: string, build: string): string {
  return `${LOCK} ${build} ${scope}`
}

/** True for the {@link buildLock} of any build of the site. */
export function isBuildLock(name: string, scope: string): boolean {
  return name.startsWith(`${LOCK} `) && name.endsWith(` ${scope}`)
}

export function isShellMessage(value: unknown): value is ShellMessage {
  const type = (value as Partial<ShellMessage> | null)?.type
  return type === 'STATUS' || type === 'KEEP_RUNTIME' || type === 'CLEAN_UP' || type === 'SKIP_WAITING'
}

export function isShellStatus(value: unknown): value is ShellStatus {
  const status = value as Partial<Record<keyof ShellStatus, unknown>> | null
  return typeof status?.build === 'string' && typeof status.whole === 'boolean' && typeof status.runtime === 'boolean'
}
