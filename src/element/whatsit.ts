/** Entry of the package: a classifier for a page of one's own. */

export { type Message, messageFor } from '../client/messages.ts'
export type {
  ActivationMap,
  Answer,
  Classification,
  ClassifyOptions,
  PathLevel,
  Prediction,
  Timing,
} from '../core/classification.ts'
export { ERROR_CODES, type ErrorCode, WhatsitError } from '../core/errors.ts'
export type { LoadedModel, LoadProgress } from '../worker/api.ts'
export type { Classifier, ClassifierOptions } from './api.ts'
export { createClassifier } from './create-classifier.ts'
