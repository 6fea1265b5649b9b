/** What the client needs of the world outside, so that tests can break it. */

import type { ModelIndex } from '../core/model-index.ts'
import type { EngineChoice } from './engine-choice.ts'
import type { Memory } from './memory.ts'

import type { WorkerLink } from './worker-link.ts'

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
  /** Without a picture, before the device is taken for idle. */
  readonly quiet: number
}

export interface ClientOutside {
  readonly openWorker: () => WorkerLink
  /** That the page may have, 1 to 4. */
  readonly threads: number
  /** Scripts come from a service worker, not from the network. */
  readonly scriptsKept?: boolean
  /** The models on offer, where the page names them itself; else the site's `index.json` does. */
  readonly index?: ModelIndex
  /** Which engine the person wants on this visit. */
  readonly engine: EngineChoice
  /** The person asked the browser to save data: no download without their yes. */
  readonly saveData: boolean
  readonly memory: Memory
  /** Called after each answer of a model that is stored: asks the browser, if it is to be asked, to keep it. */
  readonly keepStorage: () => void
  readonly times: ClientTimes
}

/** What people and networks take. */
export const TIMES: ClientTimes = { worker: 60_000, start: 120_000, picture: 60_000, cancelled: 5_000, quiet: 3_000 }
