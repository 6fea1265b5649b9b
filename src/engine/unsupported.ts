/** How this room refuses a model: one error, whose message says what and where, shown beside the runtime that took over. */
import { WhatsitError } from '../core/errors.ts'

/** @throws ModelUnsupported */
export function unsupported(where: string, why: string): never {
  throw new WhatsitError('ModelUnsupported', `${where}: ${why}`)
}
