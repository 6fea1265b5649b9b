/**
 * The first worker is opened before the rest of the page's code begins (main.ts imports this first): its script, and the
 * start of a thread, take as long as the page takes to draw itself.
 */
import { missingFeatures } from '../client/browser-support.ts'
import { linkWorker, type WorkerLink } from '../client/worker-link.ts'

const openWorker = (): WorkerLink =>
  linkWorker(new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'whatsit' }))

let first = missingFeatures().length === 0 ? openWorker() : undefined

/** A new worker; at first the one that is on its way already. */
export function nextWorker(): WorkerLink {
  const link = first ?? openWorker()
  first = undefined
  return link
}
