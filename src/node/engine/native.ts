/**
 * The engine on onnxruntime-node, for whoever has installed it: the processor's own instructions, and 290 MB of binaries for
 * all platforms, which is why it is none of our dependencies. In a script of its own, which is loaded when it is asked for.
 */
import type { Engine } from '../../core/engine.ts'
import { WhatsitError } from '../../core/errors.ts'
import type { ModelManifest } from '../../core/manifest.ts'
import { createSessionEngine } from '../../ort/session-engine.ts'

/**
 * @param model  the bytes of the ONNX file, already checked against the manifest's hash
 * @throws RuntimeFailed  onnxruntime-node is not installed, or does not load
 * @throws ModelUnsupported | OutOfMemory
 */
export async function createNativeEngine(model: Uint8Array, manifest: ModelManifest): Promise<Engine> {
  const runtime = await import('onnxruntime-node').catch((error) => {
    throw new WhatsitError('RuntimeFailed', whyNot(error), { cause: error })
  })
  return createSessionEngine(runtime, model, manifest, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    // The pool has as many threads as pictures may run at once.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  })
}

function whyNot(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  return isMissing ? 'onnxruntime-node is not installed: npm install onnxruntime-node' : `onnxruntime-node: ${error}`
}
