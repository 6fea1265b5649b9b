/** How the classifier stands, as the page shows it: one state at a time, set by {@link ClassifierClient} alone. */
import type { WhatsitError } from '../core/errors.ts'
import type { LoadedModel } from '../worker/api.ts'

export type ModelState =
  /** On Save-Data, nothing stored yet: waits for the person's yes. `bytes` is what it would download. */
  | { readonly stage: 'asking'; readonly bytes: number }
  /** `total` 0 = not known yet. */
  | { readonly stage: 'downloading'; readonly loaded: number; readonly total: number }
  /** "getting ready": the runtime starts and warms up. */
  | { readonly stage: 'starting' }
  | { readonly stage: 'ready'; readonly model: LoadedModel }
  /** `retry()` starts again; pictures stay in the queue. */
  | { readonly stage: 'failed'; readonly error: WhatsitError }
