/** What every route of the API has at hand. */
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { ClassifierPool } from '../pool/api.ts'
import type { HeldBytes } from './held-bytes.ts'
import type { Metrics } from './metrics.ts'
import type { Standing } from './standing.ts'

/** Node's own request and response, beside Hono's. */
export type ApiContext = Context<{ Bindings: HttpBindings }>

export interface ApiLimits {
  /** Of one picture's body; of one part where there are many. */
  readonly maxBodyBytes: number
  /** As the pool was given them. */
  readonly queueLength: number
  readonly concurrency: number
  /** The longest silence within a body. */
  readonly bodyIdleMs: number
  /** The longest time for the body of one picture. */
  readonly bodyTotalMs: number
}

export interface ApiParts {
  readonly pool: ClassifierPool
  readonly standing: Standing
  readonly metrics: Metrics
  readonly held: HeldBytes
  readonly limits: ApiLimits
  /** Of Whatsit. */
  readonly version: string
}
