/** Entry of a thread of the pool: an engine and its models, the decoder, core, and one picture at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import { toWhatsitError } from '../../core/errors.ts'
import { startSimdMixer } from '../../resample/simd-mixer.ts'
import { engines } from '../engine/engines.ts'
import { mixerKernel } from '../engine/kernels.ts'
import { decodePicture } from '../picture/decode.ts'
import type { ThreadMessage, ThreadRequest, ThreadStart } from './thread-api.ts'
import { ThreadModels } from './thread-models.ts'

const start = workerData as ThreadStart
const models = new ThreadModels({
  folder: start.models,
  choice: start.engine,
  engines: engines(start.runtimeFiles),
  createMixer: startSimdMixer(mixerKernel()),
})

async function answer({ bytes, model, topK }: ThreadRequest): Promise<ThreadMessage> {
  const { classifier } = await models.get(model)
  try {
    const started = performance.now()
    const source = await decodePicture(bytes, start)
    const decodeMs = performance.now() - started
    const options = topK === undefined ? {} : { topK }
    return { kind: 'answered', classification: await classifier.classify(source, options, decodeMs) }
  } catch (error) {
    throw error instanceof RangeError ? toWhatsitError(error, 'OutOfMemory') : error
  }
}

function failed(error: unknown): ThreadMessage {
  const { name, message } = toWhatsitError(error)
  return { kind: 'failed', name, message }
}

async function say(message: Promise<ThreadMessage>): Promise<void> {
  parentPort?.postMessage(await message.catch(failed))
}

parentPort?.on('message', (request: ThreadRequest) => void say(answer(request)))
await say(models.get(start.defaultModel).then(({ engine }) => ({ kind: 'ready', engine })))
