/** The engines that may run a model, by name: the one place of the worker that knows them. */
import type { Engine } from '../core/engine.ts'
import { WhatsitError } from '../core/errors.ts'
import type { ModelManifest } from '../core/manifest.ts'
import { createWhatsitEngine } from '../engine/whatsit-engine.ts'
import type { EngineName } from './api.ts'
import { openThreads } from './engine-threads.ts'
import { fetchKernels } from './kernel-files.ts'

export interface StartedEngine {
  /** That it has, which may be fewer than it was to have. */
  readonly threads: number
  /**
   * @param model  the bytes of the ONNX file, already checked against the manifest's hash
   * @throws ModelUnsupported | OutOfMemory | RuntimeFailed
   */
  create(model: Uint8Array, manifest: ModelManifest): Promise<Engine>
}

/**
 * Starts what the engine needs besides a model, while that is still on its way.
 *
 * @throws WorkerUnreachable | RuntimeFailed | OutOfMemory
 */
type EngineStart = (threads: number) => Promise<StartedEngine>

const startWhatsit: EngineStart = async (threads) => {
  const startThread = openThreads(threads - 1)
  const wasm = await fetchKernels(threads)
  return { threads, create: (model, manifest) => createWhatsitEngine(model, manifest, { wasm, threads, startThread }) }
}

const startOrt: EngineStart = async (threads) => {
  const script = await import('./ort-start.ts').catch((error) => {
    throw new WhatsitError('WorkerUnreachable', `onnxruntime-web: ${error}`, { cause: error })
  })
  return script.startOrt(threads)
}

export const engines: Readonly<Record<EngineName, EngineStart>> = { whatsit: startWhatsit, ort: startOrt }

/** What an engine takes on the wire with brotli, about; told to people who save data, nothing depends on it. */
export const WIRE_BYTES: Readonly<Record<EngineName, number>> = { whatsit: 10_000, ort: 2_350_000 }
