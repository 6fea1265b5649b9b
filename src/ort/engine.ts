/** The engine on onnxruntime-web: the reference that every other engine is measured against. */
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import type { Engine } from '../core/engine.ts'
import type { ModelManifest } from '../core/manifest.ts'
import { createSessionEngine } from './session-engine.ts'

/** As {@link createSessionEngine}; the runtime starts with the first one, if startRuntime of runtime.ts has not started it. */
export function createOrtEngine(model: Uint8Array, manifest: ModelManifest): Promise<Engine> {
  const options: InferenceSession.SessionOptions = { executionProviders: ['wasm'], graphOptimizationLevel: 'all' }
  return createSessionEngine({ InferenceSession, Tensor }, model, manifest, options)
}
