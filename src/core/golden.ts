/** Golden numbers of a model that has none yet, from an engine that is trusted: so that a device can be told from it. */
import type { Engine } from './engine.ts'
import { WhatsitError } from './errors.ts'
import type { Golden, ModelManifest } from './manifest.ts'
import { topK } from './postprocess.ts'
import { ANY_PICTURE, selfTestInput } from './self-test.ts'

/** As tools/goldens/self_test.py writes them. */
const TOP = 5
const TOLERANCE = 0.002
const DIGITS = 5

/** Numbers from 0 to 1 that add up to 1: a softmax was done already, and another one would flatten every answer. */
function areScores(logits: Float32Array): boolean {
  const sum = logits.reduce((a, b) => a + b, 0)
  return logits.length > 1 && logits.every((logit) => logit >= 0) && Math.abs(sum - 1) < 1e-3
}

/**
 * @param classes  how many logits there should be
 * @throws ModelUnsupported  when the network gives other than that many logits, or no logits
 * @throws RunFailed | OutOfMemory  as the engine says
 */
export async function computeGolden(engine: Engine, manifest: ModelManifest, classes: number): Promise<Golden> {
  const { golden: _, ...withoutGolden } = manifest
  const { logits } = await engine.run(selfTestInput(withoutGolden))
  const unsupported = (message: string): never => {
    throw new WhatsitError('ModelUnsupported', message)
  }
  if (logits.length !== classes) {
    unsupported(`the model gives ${logits.length} logits, its labels have ${classes} classes`)
  }
  const bad = logits.findIndex((logit) => !Number.isFinite(logit))
  if (bad >= 0) unsupported(`of a synthetic picture, logit ${bad} is ${logits[bad]}`)
  if (areScores(logits)) unsupported(`${manifest.outputs.logits} gives scores that add up to 1, not logits`)
  const top = topK(Float64Array.from(logits), TOP)
  return {
    ...ANY_PICTURE,
    topLogits: top.map((index) => ({ index, logit: Number((logits[index] ?? 0).toFixed(DIGITS)) })),
    tolerance: TOLERANCE,
  }
}
