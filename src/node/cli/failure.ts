/** What ends a command early, with its sentence for the person who typed it. */

/** What was typed makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** It made sense, and could not be done. */
export class Failure extends Error {
  override readonly name = 'Failure'
}
