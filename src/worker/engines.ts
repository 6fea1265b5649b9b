/** The engines that may run a model, by name: the one place of the worker that knows them. */
import type { Engine } from '../core/engine.ts'
import type { ModelManifest } from '../core/manifest.ts'
import { createOrtEngine } from '../ort/engine.ts'
import { startRuntime } from '../ort/runtime.ts'
import type { EngineName } from './api.ts'
import { runtimeFiles } from './runtime-files.ts'
import { threadsWatched } from './threads-watched.ts'

interface StartedEngine {
  /** That it has, which may be fewer than it was to have. */
  readonly threads: number
  /**
   * @param model  the bytes of the ONNX file, already checked against the manifest's hash
   * @throws ModelUnsupported | OutOfMemory
   */
  create(model: Uint8Array, manifest: ModelManifest): Promise<Engine>
}

/** Starts what the engine needs besides a model, while that is still on its way. @throws RuntimeFailed | OutOfMemory */
type EngineStart = (threads: number) => Promise<StartedEngine>

const startOrt: EngineStart = async (threads) => {
  const start = startRuntime({ threads, files: runtimeFiles })
  const has = await (threads > 1 ? threadsWatched(runtimeFiles.mjs, start) : start)
  return { threads: has, create: createOrtEngine }
}

export const engines: Readonly<Record<EngineName, EngineStart>> = { ort: startOrt }
