/** The engines that may run a model, by name: the one place of this room that knows them. */
import type { Engine } from '../../core/engine.ts'
import type { ModelManifest } from '../../core/manifest.ts'
import { createWhatsitEngine } from '../../engine/whatsit-engine.ts'
import type { EngineChoice } from '../pool/api.ts'
import { kernels } from './kernels.ts'

export type EngineName = Exclude<EngineChoice, 'auto'>

/** Paths of onnxruntime-web's two files. */
export interface RuntimeFiles {
  readonly mjs: string
  readonly wasm: string
}

/**
 * @param model  the bytes of the ONNX file, already checked against the manifest's hash
 * @throws ModelUnsupported | OutOfMemory | RuntimeFailed
 */
export type CreateEngine = (model: Uint8Array, manifest: ModelManifest) => Promise<Engine>

/** What is tried, one after the other, until one runs the model. */
export const ENGINE_ORDER: Readonly<Record<EngineChoice, readonly EngineName[]>> = {
  auto: ['whatsit', 'ort'],
  whatsit: ['whatsit'],
  ort: ['ort'],
  native: ['native'],
}

/** Each on one thread: the pool has as many threads as pictures may run at once. */
export function engines(files: RuntimeFiles): Readonly<Record<EngineName, CreateEngine>> {
  return {
    whatsit: (model, manifest) => createWhatsitEngine(model, manifest, { wasm: kernels(), threads: 1 }),

    async ort(model, manifest) {
      const { startOrt } = await import('./ort-start.ts')
      const createOrtEngine = await startOrt(files)
      return createOrtEngine(model, manifest)
    },

    async native(model, manifest) {
      const { createNativeEngine } = await import('./native.ts')
      return createNativeEngine(model, manifest)
    },
  }
}
