/** The same work as the server's, in a plain loop on one thread: what HTTP, queue and threads are measured against. Bundled by run.mjs. */
import { join } from 'node:path'
import type { Classification } from '../../src/core/classification.ts'
import { MAX_PIXELS } from '../../src/core/limits.ts'
import { engines } from '../../src/node/engine/engines.ts'
import { mixerKernel } from '../../src/node/engine/kernels.ts'
import { decodePicture } from '../../src/node/picture/decode.ts'
import { ThreadModels } from '../../src/node/pool/thread-models.ts'
import { startSimdMixer } from '../../src/resample/simd-mixer.ts'

const TIMEOUT_MS = 30_000

/**
 * @param models  folder of model folders
 * @param model  one of them
 * @param built  dist-node
 * @returns classifies the bytes of a picture's file
 */
export async function openLoop(
  models: string,
  model: string,
  built: string,
): Promise<(bytes: Uint8Array) => Promise<Classification>> {
  const files = {
    mjs: join(built, 'ort', 'ort-wasm-simd-threaded.mjs'),
    wasm: join(built, 'ort', 'ort-wasm-simd-threaded.wasm'),
  }
  const createMixer = startSimdMixer(mixerKernel())
  const opened = new ThreadModels({ folder: models, choice: 'auto', engines: engines(files), createMixer })
  const { classifier } = await opened.get(model)
  return async (bytes) =>
    classifier.classify(await decodePicture(bytes, { maxPixels: MAX_PIXELS, timeoutMs: TIMEOUT_MS }))
}
