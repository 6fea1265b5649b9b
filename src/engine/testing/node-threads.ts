/** Node's worker threads as the engine's threads, for tests: Node 20 runs no TypeScript, so threads.ts is bundled first. */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import type { StartedThread, StartThread, ThreadStart } from '../threads.ts'

const ENTRY = `
import { parentPort, workerData } from 'node:worker_threads'
import { prepareThread } from ${JSON.stringify(fileURLToPath(new URL('../threads.ts', import.meta.url)))}
const compute = await prepareThread(workerData)
parentPort.postMessage('ready')
setTimeout(compute)
`

let bundled: Promise<string> | undefined

async function bundle(): Promise<string> {
  const entry = '\0thread-entry.js'
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'thread-entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? ENTRY : null),
      },
    ],
    build: { ssr: true, write: false, target: 'node20', rolldownOptions: { input: entry } },
  })
  const [first] = [result].flat()
  const chunk = first && 'output' in first ? first.output[0] : undefined
  if (!chunk) throw new Error('no bundle')
  return chunk.code
}

/** A thread on a worker of Node's, with the worker itself, so that a test can kill it. */
export async function startWorker(
  start: ThreadStart,
  lost: (why: string) => void,
): Promise<StartedThread & { readonly worker: Worker }> {
  bundled ??= bundle()
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(await bundled)}`), { workerData: start })
  worker.on('error', (error) => lost(String(error)))
  worker.on('exit', (code) => lost(`it ended with code ${code}`))
  await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  return { worker, terminate: () => void worker.terminate() }
}

export const startNodeThread: StartThread = startWorker
