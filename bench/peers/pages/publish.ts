/** In the page: `window.benchPeer`, which the bench calls as it calls `window.whatsit`. */
import { classifyAll, type LoadPeer, type PageOptions, type Peer, type Prediction } from './peer.ts'
import type { Answered, Asked } from './serve.ts'

export interface BenchPeer extends Peer {
  /** Resolves once it can answer; rejects with what went wrong. */
  readonly ready: Promise<unknown>
  readonly threads: number
  classifyAll(images: readonly Blob[]): Promise<readonly Prediction[][]>
}

declare global {
  interface Window {
    benchPeer: BenchPeer
  }
}

// As the page of Whatsit does: as many threads as there are cores, at most four, and one without shared memory.
const MOST_THREADS = 4

function pageOptions(): PageOptions {
  const on = new URLSearchParams(location.search).get('on') === 'page' ? 'page' : 'worker'
  return { on, threads: crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1 }
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

function fromWorker(worker: Worker, threads: number): BenchPeer {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let lastId = 0
  worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.error !== undefined) call?.reject(new Error(data.error))
    else call?.resolve(data.value as never)
  })
  worker.addEventListener('error', ({ message, filename, lineno }) => {
    for (const { reject } of waiting.values()) reject(new Error(`${message} (${filename}:${lineno})`))
  })
  const ask = <T>(asked: WithoutId<Asked>): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, ...asked })
    })
  return {
    threads,
    ready: ask({ ask: 'load', threads }),
    classify: (image, topK) => ask({ ask: 'classify', image, topK }),
    classifyAll: (images) => ask({ ask: 'classifyAll', images }),
  }
}

function onPage(load: LoadPeer, threads: number): BenchPeer {
  const peer = load(threads)
  return {
    threads,
    ready: peer,
    classify: async (image, topK) => (await peer).classify(image, topK),
    classifyAll: async (images) => classifyAll(await peer, images),
  }
}

/**
 * @param startWorker  whose script calls {@link serve}
 * @param importLoad  the same, for the page's own thread
 */
export async function publish(startWorker: () => Worker, importLoad: () => Promise<LoadPeer>): Promise<void> {
  const { on, threads } = pageOptions()
  window.benchPeer = on === 'worker' ? fromWorker(startWorker(), threads) : onPage(await importLoad(), threads)
}
