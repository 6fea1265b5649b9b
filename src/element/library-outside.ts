/** The world outside of the client, in another person's page: nothing is remembered there but the models themselves. */
import { missingFeatures, unsupportedSentence } from '../client/browser-support.ts'
import { type ClientOutside, TIMES } from '../client/client-outside.ts'
import { maxThreads } from '../client/threads.ts'
import { linkWorker, type WorkerLink } from '../client/worker-link.ts'
import { WhatsitError } from '../core/errors.ts'
// Within the package's folder: the build (vite.lib.config.ts) sees to that.
import workerFile from '../worker/main.ts?worker&url'

/**
 * @param assets  absolute address of the package's folder, ending in a slash
 * @param model  the one model on offer, a folder's name or address; if undefined, the assets' list says
 */
export function libraryOutside(assets: string, model: string | undefined, saveData: boolean): ClientOutside {
  return {
    openWorker: () => openWorker(new URL(workerFile, assets).href),
    threads: maxThreads(),
    ...(model !== undefined && { index: { format: 1, default: model, models: [model] } }),
    engine: 'auto',
    saveData,
    // The page's storage is its owner's, and whether to ask for more of it is its owner's to say.
    memory: { read: () => undefined, write: () => {} },
    keepStorage: () => {},
    times: TIMES,
  }
}

/** @throws RuntimeFailed  in a browser that lacks something */
function openWorker(script: string): WorkerLink {
  const missing = missingFeatures()
  if (missing.length > 0) throw new WhatsitError('RuntimeFailed', unsupportedSentence(missing))
  return linkWorker(new Worker(script, { type: 'module', name: 'whatsit' }), script)
}
