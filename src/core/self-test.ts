/**
 * Whether an engine computes what it should, on this device and with this many threads, asked before the first real
 * picture. It is the warm-up run too: the whole path is taken once, from pixels to logits.
 */
import type { Engine } from './engine.ts'
import { WhatsitError } from './errors.ts'
import type { ModelManifest } from './manifest.ts'
import type { CreateMixer } from './mixer.ts'
import { patternPicture } from './pattern.ts'
import { pixelSource } from './pixels.ts'
import { preprocess } from './preprocess.ts'

// What golden numbers are made with; where a manifest has none, any picture warms up. Large enough that the resampler's loops are compiled.
export const ANY_PICTURE = { width: 400, height: 300, seed: 7 } as const

export interface SelfTestResult {
  /** [classes], for whoever compares engines. */
  readonly logits: Float32Array
  /** Between the golden logits and these; absent where the manifest has none to compare with. */
  readonly largestDifference?: number
}

/**
 * The self-test's input, made apart so that it can be made while the engine still starts.
 *
 * @param createMixer  the resampler's arithmetic that pictures will meet: it is tested too
 * @returns as {@link preprocess}
 */
export function selfTestInput(manifest: ModelManifest, createMixer?: CreateMixer): Float32Array {
  const { width, height, seed } = manifest.golden ?? ANY_PICTURE
  return preprocess(pixelSource(patternPicture(width, height, seed)), manifest.preprocess, createMixer)
}

/**
 * @param input  of {@link selfTestInput}
 * @throws SelfTestFailed  when a golden logit is off by more than the manifest's tolerance, or is no finite number
 * @throws OutOfMemory | RunFailed  as the engine says
 */
export async function selfTest(
  engine: Engine,
  { golden }: ModelManifest,
  input: Float32Array,
): Promise<SelfTestResult> {
  const { logits } = await engine.run(input)
  if (golden === undefined) {
    const bad = logits.findIndex((logit) => !Number.isFinite(logit))
    if (bad >= 0) throw new WhatsitError('SelfTestFailed', `logit ${bad} is ${logits[bad]}`)
    return { logits }
  }
  let largestDifference = 0
  for (const { index, logit } of golden.topLogits) {
    const found = logits[index] ?? Number.NaN
    const difference = Math.abs(found - logit)
    if (!(difference <= golden.tolerance)) {
      throw new WhatsitError('SelfTestFailed', `logit ${index} should be ${logit}, is ${found}`)
    }
    largestDifference = Math.max(largestDifference, difference)
  }
  return { logits, largestDifference }
}
