/** The world outside of the client, as the page finds it in a browser. */
import { type ClientOutside, TIMES } from '../client/client-outside.ts'
import { engineChoice } from '../client/engine-choice.ts'
import { browserMemory } from '../client/memory.ts'
import { maxThreads } from '../client/threads.ts'
import { linkWorker } from '../client/worker-link.ts'
import { keepStorage } from './persistence.ts'

/** @param site  absolute address below which the page lies */
export function pageOutside(site: string): ClientOutside {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  const memory = browserMemory(site)
  return {
    openWorker: () =>
      linkWorker(new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'whatsit' })),
    threads: maxThreads(),
    engine: engineChoice(location.href, memory),
    saveData: connection?.saveData === true,
    memory,
    keepStorage: () => void keepStorage(),
    times: TIMES,
  }
}
