/**
 * When the files of older builds may go. A window keeps the build it was opened with until it is reloaded, and its worker
 * may have to be replaced at any time: from the same build's files, which the server may no longer have.
 */
import { buildLock } from '../core/offline-shell.ts'

/**
 * @param windows  ids of the windows that this service worker controls
 * @param held  all Web Locks that are held
 * @returns whether every window is of this build; one that does not hold the lock yet counts as one of another build
 */
export function onlyThisBuild(
  windows: readonly string[],
  held: readonly Pick<LockInfo, 'name' | 'clientId'>[],
  { scope, build }: { readonly scope: string; readonly build: string },
): boolean {
  const name = buildLock(scope, build)
  const ours = new Set(held.filter((lock) => lock.name === name).map((lock) => lock.clientId))
  return windows.every((id) => ours.has(id))
}
