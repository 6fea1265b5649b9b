/**
 * What can go wrong only where programs ask: beside the codes of core/errors.ts, which the page has sentences for too.
 */

export const REFUSED_CODES = [
  /** As many pictures wait as may; a later try may find room. */
  'QueueFull',
  /** The picture took longer than it may; another thread took over. */
  'TimedOut',
  /** No model of this name is offered. */
  'ModelUnknown',
] as const

export type RefusedCode = (typeof REFUSED_CODES)[number]

export class RefusedError extends Error {
  override readonly name: RefusedCode

  /**
   * @param code  becomes the error's `name`, as with a WhatsitError
   * @param message  what exactly was met, for the developer who asked
   */
  constructor(code: RefusedCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = code
  }
}
