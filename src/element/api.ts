/**
 * What the package gives to other people's pages: the whole interface. Pictures go to a worker of the page's own origin and
 * nowhere else; whatever fails is a {@link WhatsitError}, whose `name` is its code.
 */
import type { Classification, ClassifyOptions } from '../core/classification.ts'
import type { WhatsitError } from '../core/errors.ts'
import type { LoadedModel, LoadProgress } from '../worker/api.ts'

export interface ClassifierOptions {
  /**
   * Address of the folder that holds the package's files (`dist-lib`), relative to the document, on its origin. If absent: the
   * folder from which this module came, which is right wherever no bundler moved it.
   */
  readonly assetsUrl?: string | URL
  /**
   * A folder in `models/` of the assets by its name, or the address of any other on the page's origin, with a slash in it:
   * "/models/flowers/". If absent: the assets' default model.
   */
  readonly model?: string
  /** Called at most ten times a second; bytes of the model and its labels together. */
  readonly onProgress?: (progress: LoadProgress) => void
  /** Ends the start: `createClassifier` is refused with Cancelled. */
  readonly signal?: AbortSignal
}

export interface Classifier {
  /** What answers: the model, its engine and how many threads that has. */
  readonly model: LoadedModel
  /**
   * Answers one picture after the other, in the order in which they came.
   *
   * @param image  a Blob or File of any type: its bytes tell
   * @param options.signal  takes the picture off the queue: Cancelled
   * @throws WhatsitError; TypeError  if it is no Blob
   */
  classify(image: Blob, options?: ClassifyOptions & { readonly signal?: AbortSignal }): Promise<Classification>
  /** Ends the worker. What waits, and what comes later, is refused with Cancelled. */
  dispose(): void
}

/** What `whatsit-answer` carries. */
export interface PictureAnswer extends Classification {
  /** What was classified, as it came. */
  readonly picture: Blob
}

/**
 * `<whatsit-classifier>`: takes one picture at a time (dropped, chosen, pasted while it has the focus) and says what is in it.
 * Elements that name the same model and assets share one worker, which ends with the last of them.
 *
 * @attr {string} model - a folder in `models/` of the assets by its name, or the address of another; if absent, the default model
 * @attr {number} top - how many predictions are listed, 1 to 20; 5 if absent
 * @attr {string} assets-url - the folder that holds the package's files; if absent, the one from which the module came
 * @fires {CustomEvent<PictureAnswer>} whatsit-answer - a picture was answered; the detail is the classification, with the picture
 * @fires {CustomEvent<WhatsitError>} whatsit-error - a picture or the model failed; the detail's `name` is the code
 * @csspart zone - the place for the picture, which takes drops
 * @csspart picture - the picture, an `img`
 * @csspart prompt - what stands in its place while there is none
 * @csspart button - "Choose a picture", and the buttons beside questions and errors
 * @csspart status - the line that tells how the model stands
 * @csspart progress - the bar of the first download, a `progress`
 * @csspart answer - all of the answer
 * @csspart name - its headline: "Cat"
 * @csspart certainty - below it: "97 % sure"
 * @csspart predictions - the list
 * @csspart prediction - one of its lines
 * @csspart meter - the bar of a prediction, a `meter`
 * @csspart error - what went wrong, and what to do
 * @cssprop --whatsit-accent - buttons, bars, the focus ring
 * @cssprop --whatsit-on-accent - text on the accent
 * @cssprop --whatsit-text - text
 * @cssprop --whatsit-quiet - text of less weight
 * @cssprop --whatsit-surface - behind everything
 * @cssprop --whatsit-well - behind the picture and the bars
 * @cssprop --whatsit-line - borders
 * @cssprop --whatsit-alarm - errors
 * @cssprop --whatsit-radius - of the corners
 * @cssprop --whatsit-font - its font; if absent, the page's
 */
export interface WhatsitClassifierElement extends HTMLElement {
  /** As the attribute; null if absent. */
  model: string | null
  /** As the attribute. */
  top: number
  /** As the attribute; null if absent. */
  assetsUrl: string | null
  /** The picture on show; setting it classifies it, null clears the element. Anything else throws a TypeError. */
  picture: Blob | null
  /** The latest answer, if it is that of the picture on show. */
  readonly classification: Classification | undefined
  /**
   * Shows a picture and answers it, in place of one that is not answered yet, which is refused with Cancelled. The events
   * tell of it too. An element that has never been in a page waits until it is in one.
   *
   * @throws WhatsitError; TypeError  if it is no Blob
   */
  classify(picture: Blob): Promise<Classification>
}

export interface WhatsitEventMap {
  'whatsit-answer': CustomEvent<PictureAnswer>
  'whatsit-error': CustomEvent<WhatsitError>
}

declare global {
  interface HTMLElementTagNameMap {
    'whatsit-classifier': WhatsitClassifierElement
  }
  interface GlobalEventHandlersEventMap extends WhatsitEventMap {}
}
