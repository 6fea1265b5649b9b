/** Serves until it is told to end, and says where it is and from when on it answers: `npm start` and `whatsit serve` alike. */
import { type ServeOptions, serve } from './serve.ts'

export interface ServeUntilOptions extends ServeOptions {
  /** Fires when it should end. */
  readonly interrupted: AbortSignal
  /** One line, without its end. */
  readonly say: (line: string) => Promise<void> | void
  /** As `say`, for what went wrong. */
  readonly complain: (line: string) => Promise<void> | void
  /** Why the model could not be loaded, for the person who started it. */
  readonly reasonOf: (error: unknown) => string
}

/**
 * @returns once it has ended: whether that was asked for; else there was neither a model nor a page, so nothing to serve
 * @throws what {@link serve} does
 */
export async function serveUntil(options: ServeUntilOptions): Promise<boolean> {
  const { interrupted, say, complain, reasonOf, apiOnly } = options
  const serving = await serve(options)
  await say(`Whatsit is at ${serving.address} (Ctrl-C ends it)`)
  const wasAsked = await new Promise<boolean>((resolve) => {
    const end = (): void => resolve(true)
    if (interrupted.aborted) end()
    else interrupted.addEventListener('abort', end, { once: true })
    const failed = async (error: unknown): Promise<void> => {
      if (interrupted.aborted) return
      const rest = apiOnly ? '' : ', the page is served'
      await complain(`The model could not be loaded${rest}: ${reasonOf(error)}`)
      // Whoever runs it learns of it, and may start it anew.
      if (apiOnly) resolve(false)
    }
    serving.ready.then(() => say('Model Loaded!'), failed)
  })
  await serving.end()
  return wasAsked
}
