/**
 * When the files of older builds may go. A window keeps the build it was opened with until it is reloaded, and its worker
 * may have to be replaced at any time: from the same build's files, which the server may no longer have.
 */
import { buildLock, isBuildLock } from '../core/offline-shell.ts'

/**
 * @param windows  how many windows this service worker controls
 * @param held  names of all Web Locks that are held, once for each holder (their `clientId` is not that of a window in
 *   every browser, so they are counted)
 * @returns whether every window is of this build; one that does not hold its lock yet counts as one of another build
 */
export function onlyThisBuild(
  windows: number,
  held: readonly (string | undefined)[],
  { scope, build }: { readonly scope: string; readonly build: string },
): boolean {
  const locks = held.filter((name) => name !== undefined && isBuildLock(name, scope))
  const ours = locks.filter((name) => name === buildLock(scope, build))
  return ours.length === locks.length && ours.length >= windows
}
