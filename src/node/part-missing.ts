import { WhatsitError } from '../core/errors.ts'

/** A part of the installation that every engine needs is not there. A RuntimeFailed to programs; people hear that no engine helps. */
export class PartMissing extends WhatsitError {
  constructor(message: string, options?: { cause?: unknown }) {
    super('RuntimeFailed', message, options)
  }
}
