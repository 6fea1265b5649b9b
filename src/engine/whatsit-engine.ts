/** From the bytes of a model to an engine that runs it: what the worker and the command line call. */
import type { Engine } from '../core/engine.ts'
import { createEngine, type EngineOptions } from './engine.ts'
import { readModel } from './onnx.ts'
import { type PlannedManifest, planNetwork } from './plan.ts'

/**
 * @param model  the bytes of the ONNX file, already checked against the manifest's hash; not kept
 * @throws ModelUnsupported  the model is not of this engine's family; the message names the node and says why
 * @throws OutOfMemory
 * @throws RuntimeFailed  the kernels or a thread did not start
 */
export async function createWhatsitEngine(
  model: Uint8Array,
  manifest: PlannedManifest,
  options: EngineOptions,
): Promise<Engine> {
  return createEngine(planNetwork(readModel(model), manifest), options)
}
