/** How this room refuses a model: one error, whose message says what and where, shown beside the runtime that took over. */
import { WhatsitError } from '../core/errors.ts'

/** A file may give its nodes names of any length. */
const MAX_MESSAGE = 240

/** @throws ModelUnsupported */
export function unsupported(where: string, why: string): never {
  const message = `${where}: ${why}`
  const shown = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message
  throw new WhatsitError('ModelUnsupported', shown)
}
