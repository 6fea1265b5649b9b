/** Entry of the package: defines `<whatsit-classifier>`. */
import type { WhatsitClassifierElement as Promised } from './api.ts'
import { WhatsitClassifier } from './whatsit-classifier.ts'

export type { Classification } from '../core/classification.ts'
export type { ErrorCode, WhatsitError } from '../core/errors.ts'
export type { PictureAnswer, WhatsitEventMap } from './api.ts'

export type WhatsitClassifierElement = Promised
/** The class, for `instanceof` and for a name of one's own. Declared by its promise, so that its types need no Lit. */
export const WhatsitClassifierElement: { new (): Promised; readonly prototype: Promised } = WhatsitClassifier

// A page may have this module twice: in two bundles, or two versions.
if (!customElements.get('whatsit-classifier')) customElements.define('whatsit-classifier', WhatsitClassifier)
