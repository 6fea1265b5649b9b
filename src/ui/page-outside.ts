/** The world outside of the client, as the page finds it in a browser. */
import { type ClientOutside, TIMES } from '../client/client-outside.ts'
import { engineChoice } from '../client/engine-choice.ts'
import { browserMemory } from '../client/memory.ts'
import { maxThreads } from '../client/threads.ts'
import { nextWorker } from './first-worker.ts'
import { keepStorage } from './persistence.ts'

/** @param site  absolute address below which the page lies */
export function pageOutside(site: string): ClientOutside {
  const { connection, serviceWorker } = navigator as {
    connection?: { saveData?: boolean }
    // Not in an insecure context.
    serviceWorker?: ServiceWorkerContainer
  }
  const memory = browserMemory(site)
  return {
    openWorker: nextWorker,
    threads: maxThreads(),
    scriptsKept: serviceWorker?.controller != null,
    engine: engineChoice(location.href, memory),
    saveData: connection?.saveData === true,
    memory,
    keepStorage: () => void keepStorage(),
    times: TIMES,
  }
}
