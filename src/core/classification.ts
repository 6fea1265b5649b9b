/** What the classifier takes and what it answers: the words that page, worker, command line and HTTP share. */
import type { Rectangle, Size } from './geometry.ts'

/** Decoded pixels: RGBA, 8 bits, upright, sRGB, alpha composited on white. `data.length === width * height * 4`. */
export interface PixelImage {
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number
}

/** One class. `score` is softmax(logits / temperature)[index], 0 to 1. */
export interface Prediction {
  readonly index: number
  readonly label: string
  readonly score: number
  /** One sentence, lower case; absent where the model's labels have none. */
  readonly definition?: string
  /** Other names of the same thing; absent where there are none. */
  readonly synonyms?: readonly string[]
}

/**
 * The hedged answer: the most specific name that is likely enough. `score` is the sum of the scores of the classes below
 * that name, so headline and list add up; for `unsure` it is the score of the best guess.
 */
export interface Answer {
  readonly name: string
  readonly score: number
  readonly kind: 'class' | 'group' | 'unsure'
}

/** A name on the way from the answer to the widest group: "mammal". */
export interface PathLevel {
  readonly name: string
  /** The sum of the scores of the classes below it. */
  readonly score: number
}

/** Where the evidence for one class lay: a coarse grid over the crop. Plain numbers, so that it can be written as JSON. */
export interface ActivationMap {
  /** Of the class. */
  readonly index: number
  readonly width: number
  readonly height: number
  /** [height, width]: what each cell added to the class's logit, below 0 where it spoke against it. */
  readonly values: readonly number[]
}

/**
 * Milliseconds, wall clock. `decode` is 0 where the caller handed over pixels; of a picture that was decoded while another
 * one ran, what fell into that run is left out, since only after it can anybody see that the decoder has ended.
 */
export interface Timing {
  readonly decode: number
  readonly preprocess: number
  readonly run: number
}

export interface Classification {
  readonly answer: Answer
  /** The answer's own name first, then the groups above it, the widest last, without the vague ones; empty when unsure. */
  readonly path: readonly PathLevel[]
  /** The top K, best first. */
  readonly predictions: readonly Prediction[]
  readonly timing: Timing
  /** The manifest's `id`. */
  readonly model: string
  /** Width and height of the upright picture, in pixels. */
  readonly size: Size
  /** What of it the network saw, in pixels of the upright picture, with fractions. */
  readonly crop: Rectangle
  /** Of the five best classes, best first; absent where the model has none. */
  readonly activationMaps?: readonly ActivationMap[]
  /** Raw logits [classes], on request. */
  readonly logits?: Float32Array
}

export interface ClassifyOptions {
  /** How many predictions, 1 to the number of classes; 5 if absent. */
  readonly topK?: number
  /** Return the raw logits too. */
  readonly logits?: boolean
}
