/** LiteRT.js as a contestant of the engines' bench (bench/engine), bundled as one classic script for a worker. */
import { channelsLast, madeUp } from '../../../engine/page/made-up.ts'
import { serve, warmCache } from '../../../engine/page/serve.ts'
import { compileNetwork, startLiteRt } from './network.ts'

/** Beside this script, as the bench's server has it. */
const RUNTIME = 'runtime/'

serve(async ({ threads }, model) => {
  const folder = new URL(RUNTIME, location.href).href
  await warmCache(`${folder}litert_wasm_${threads > 1 ? 'threaded_' : ''}internal.wasm`)
  let isStarted = false
  return async () => {
    if (!isStarted) await startLiteRt(folder, threads)
    isStarted = true
    const { inputShape, run, dispose } = await compileNetwork(model, threads)
    const [, height = 0, width = 0, channels = 0] = inputShape
    return {
      makeInput: () => channelsLast(madeUp(channels * height * width), channels),
      run,
      dispose: async () => dispose(),
    }
  }
})
