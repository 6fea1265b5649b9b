/**
 * The start of onnxruntime-web, in a script of its own: the page answers without it wherever our own engine does, and
 * then loads it only to compare.
 */
import { createOrtEngine } from '../ort/engine.ts'
import { startRuntime } from '../ort/runtime.ts'
import type { StartedEngine } from './engines.ts'
import { runtimeFiles } from './runtime-files.ts'
import { threadsWatched } from './threads-watched.ts'

/** @throws RuntimeFailed | OutOfMemory */
export async function startOrt(threads: number): Promise<StartedEngine> {
  const start = startRuntime({ threads, files: runtimeFiles })
  const has = await (threads > 1 ? threadsWatched(runtimeFiles.mjs, start) : start)
  return { threads: has, create: createOrtEngine }
}
