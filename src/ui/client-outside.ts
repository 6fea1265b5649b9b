/** What the client needs of the world outside, so that tests can break it. */
import { maxThreads } from './threads.ts'
import { openWorker, type WorkerLink } from './worker-link.ts'

/** Milliseconds. */
export interface ClientTimes {
  /** Until the worker's script has come and says its first word. */
  readonly worker: number
  /** From "getting ready" to ready: the runtime's files may still be on their way over a slow network. */
  readonly start: number
  /** One picture. The largest one allowed takes some seconds on a slow phone. */
  readonly picture: number
  /** What a cancelled picture may still take before its worker is replaced. */
  readonly cancelled: number
}

export interface ClientOutside {
  readonly openWorker: () => WorkerLink
  /** Threads to try first. */
  readonly threads: number
  /** The person asked the browser to save data: no download without their yes. */
  readonly saveData: boolean
  readonly times: ClientTimes
}

export function browserOutside(): ClientOutside {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  return {
    openWorker,
    threads: maxThreads(),
    saveData: connection?.saveData === true,
    times: { worker: 60_000, start: 120_000, picture: 60_000, cancelled: 5_000 },
  }
}
