/** How a command ended, for scripts. */

export const EXIT = {
  /** Everything was answered. */
  ok: 0,
  /** Some or all of it was not, and stderr or the rows say what. */
  failed: 1,
  /** What was typed makes no sense; nothing was done. */
  usage: 2,
  /** 128 and the number of the signal, as shells have it. */
  SIGINT: 130,
  SIGTERM: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
