/** One picture that was asked about, before it is read. */

export interface Input {
  /** As it was typed, or as it was found below what was typed; `-` for stdin. */
  readonly name: string
  /**
   * @param signal  stops it, where it can be stopped
   * @throws InputError | AbortError
   */
  read(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
}

/** Of core's codes, those that reading can end with. */
export type InputCode = 'ImageUnreadable' | 'ImageUnreachable' | 'ImageTooLarge'

/** What kept a picture from being read. */
export class InputError extends Error {
  override readonly name: InputCode

  /** @param message  a sentence for people: here the reasons are too many for one sentence a code */
  constructor(code: InputCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = code
  }
}

/** An input that is none: what was found out while looking for it is told when its turn comes. */
export function failing(name: string, error: InputError): Input {
  return { name, read: () => Promise.reject(error) }
}
