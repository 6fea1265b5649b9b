/**
 * The seam between the classifier and whatever computes the network. onnxruntime-web is the first and the reference
 * one (`src/ort/`); nothing else knows which runtime answers.
 */

export interface EngineOutput {
  /** [classes] */
  readonly logits: Float32Array
  /** Class activation maps of the top classes, where the model has them. */
  readonly activationMaps?: {
    /** Class indices, best first. */
    readonly classes: readonly number[]
    /** [classes.length, height, width] */
    readonly maps: Float32Array
    readonly height: number
    readonly width: number
  }
}

export interface RunOptions {
  /** On one core: the others have more to do than this. The engine may not be able to choose. */
  readonly alone?: boolean
}

export interface Engine {
  /** NCHW, batch 1: [1, 3, height, width]. */
  readonly inputShape: readonly [number, number, number, number]
  /**
   * @param input  normalised NCHW values, `inputShape` multiplied out; not kept after the promise settles
   * @param options  change how long it takes, and no bit of the output
   * @throws OutOfMemory | RunFailed
   */
  run(input: Float32Array, options?: RunOptions): Promise<EngineOutput>
  dispose(): Promise<void>
}
