/**
 * The first worker is opened before the rest of the page's code begins (main.ts imports this first): its script, and the
 * start of a thread, take as long as the page takes to draw itself.
 */
import { missingFeatures } from './browser-support.ts'
import { openWorker, type WorkerLink } from './worker-link.ts'

let first = missingFeatures().length === 0 ? openWorker() : undefined

/** A new worker; at first the one that is on its way already. */
export function nextWorker(): WorkerLink {
  const link = first ?? openWorker()
  first = undefined
  return link
}
