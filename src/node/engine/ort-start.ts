/** The start of onnxruntime-web in a thread, in a script of its own: our own engine does without it. */
import { access } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { WhatsitError } from '../../core/errors.ts'
import { createOrtEngine } from '../../ort/engine.ts'
import { startRuntime } from '../../ort/runtime.ts'
import type { CreateEngine, RuntimeFiles } from './engines.ts'

let started: Promise<unknown> | undefined

/**
 * Once a thread: a failed start is sticky in onnxruntime-web.
 *
 * @throws RuntimeFailed | OutOfMemory
 */
export async function startOrt({ mjs, wasm }: RuntimeFiles): Promise<CreateEngine> {
  for (const path of [mjs, wasm]) {
    await access(path).catch(() => {
      throw new WhatsitError('RuntimeFailed', `onnxruntime-web is not part of this installation: there is no ${path}`)
    })
  }
  const files = { mjs: pathToFileURL(mjs).href, wasm: pathToFileURL(wasm).href }
  started ??= startRuntime({ threads: 1, files })
  await started
  return createOrtEngine
}
