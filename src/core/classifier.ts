/** One picture in, one answer out: preprocessing, the engine, and what its numbers mean, on whatever runtime and platform. */
import { hedgedAnswer, hedgedPath } from './answer.ts'
import type { ActivationMap, Classification, ClassifyOptions, Prediction } from './classification.ts'
import type { Engine, EngineOutput, RunOptions } from './engine.ts'
import { WhatsitError } from './errors.ts'
import { cropSeen, inputSize, type Size } from './geometry.ts'
import type { ModelManifest } from './manifest.ts'
import type { CreateMixer } from './mixer.ts'
import type { AsyncPixelSource } from './pixels.ts'
import { softmax, topK } from './postprocess.ts'
import { type PreparedPicture, preparePicture } from './prepared.ts'
import type { LabelledClass, Taxonomy } from './taxonomy.ts'

const DEFAULT_TOP_K = 5

export interface ClassifierParts {
  /** Not disposed of here: whoever made it does that. */
  readonly engine: Engine
  readonly manifest: ModelManifest
  readonly taxonomy: Taxonomy
  /** Milliseconds since any moment; `performance.now` where there is one. */
  readonly now: () => number
  /** The resampler's arithmetic, where there is a faster one than core's own. */
  readonly createMixer?: CreateMixer | undefined
}

export interface Classifier {
  /**
   * @param source  read while preprocessing, not after
   * @param options  `topK` is rounded down and kept within 1 and the number of classes
   * @param decodeMs  what decoding took, for the timing
   * @throws ModelUnsupported  when the model gives other than one logit per label
   * @throws RunFailed  when a logit is not a finite number, or as the engine says
   * @throws OutOfMemory
   */
  classify(source: AsyncPixelSource, options?: ClassifyOptions, decodeMs?: number): Promise<Classification>

  /** The first half of it. @throws as the source does */
  prepare(source: AsyncPixelSource, decodeMs?: number): Promise<PreparedPicture>

  /**
   * The second half.
   *
   * @param run  how the engine is to go about it
   * @throws ModelUnsupported | RunFailed | OutOfMemory
   */
  answer(picture: PreparedPicture, options?: ClassifyOptions, run?: RunOptions): Promise<Classification>
}

function unsupported(message: string): never {
  throw new WhatsitError('ModelUnsupported', message)
}

function checkInput(engine: Engine, { width, height }: Size): void {
  const wanted = [1, 3, height, width]
  if (!wanted.every((length, axis) => engine.inputShape[axis] === length)) {
    unsupported(`the model takes [${engine.inputShape.join(', ')}], its manifest says [${wanted.join(', ')}]`)
  }
}

/** @throws ModelUnsupported | RunFailed */
export function checkLogits(logits: Float32Array, classes: number): void {
  if (logits.length !== classes)
    unsupported(`the model gives ${logits.length} logits, its labels have ${classes} classes`)
  const bad = logits.findIndex((logit) => !Number.isFinite(logit))
  if (bad >= 0) throw new WhatsitError('RunFailed', `logit ${bad} is ${logits[bad]}`)
}

/** Each map by itself, as plain numbers. @throws RunFailed  when one of them is not finite */
function activationMaps({
  classes,
  maps,
  width,
  height,
}: NonNullable<EngineOutput['activationMaps']>): ActivationMap[] {
  const bad = maps.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new WhatsitError('RunFailed', `value ${bad} of the activation maps is ${maps[bad]}`)
  const cells = width * height
  return classes.map((index, at) => {
    return { index, width, height, values: Array.from(maps.subarray(at * cells, (at + 1) * cells)) }
  })
}

function prediction(index: number, score: number, labelled: LabelledClass | undefined): Prediction {
  const { label = '', definition = '', synonyms = [] } = labelled ?? {}
  return {
    index,
    label,
    score,
    ...(definition !== '' && { definition }),
    ...(synonyms.length > 0 && { synonyms }),
  }
}

/** How many predictions to give. */
function predictionCount(wanted: number | undefined, classes: number): number {
  const whole = Math.floor(wanted ?? DEFAULT_TOP_K)
  return Math.min(classes, Math.max(1, Number.isNaN(whole) ? DEFAULT_TOP_K : whole))
}

/** @throws ModelUnsupported  when the engine's input is not what the manifest says */
export function createClassifier({ engine, manifest, taxonomy, now, createMixer }: ClassifierParts): Classifier {
  checkInput(engine, inputSize(manifest.preprocess))
  const { classes } = taxonomy

  const classifier: Classifier = {
    async classify(source, options, decodeMs) {
      return classifier.answer(await classifier.prepare(source, decodeMs), options)
    },

    prepare(source, decodeMs) {
      return preparePicture(source, manifest.preprocess, { now, createMixer, decodeMs })
    },

    async answer({ input, size, timing }, options = {}, run) {
      const started = now()
      const { logits, activationMaps: maps } = await engine.run(input, run)
      const ran = now()
      checkLogits(logits, classes.length)

      const scores = softmax(logits, manifest.temperature)
      const best = topK(scores, predictionCount(options.topK, classes.length))
      return {
        answer: hedgedAnswer(taxonomy, scores, manifest.threshold),
        path: hedgedPath(taxonomy, scores, manifest.threshold),
        predictions: best.map((index) => prediction(index, scores[index] ?? 0, classes[index])),
        timing: { ...timing, run: ran - started },
        model: manifest.id,
        size,
        crop: cropSeen(size, manifest.preprocess),
        ...(maps && { activationMaps: activationMaps(maps) }),
        // A copy: the engine may use its memory again.
        ...(options.logits === true && { logits: logits.slice() }),
      }
    },
  }
  return classifier
}
