/** TensorFlow.js with its wasm backend, as in that backend's README, and a graph model of the same weights. */

import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { loadGraphModel } from '@tensorflow/tfjs-converter'
import { ready, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { fetchLabels, predictionsOf } from '../labels.ts'
import type { LoadPeer } from '../peer.ts'
import { normalised, readSquare } from '../square.ts'

export const load: LoadPeer = async (threads) => {
  const labels = fetchLabels()
  setWasmPaths('/assets/tfjs/')
  setThreadsCount(threads)
  await setBackend('wasm')
  await ready()
  const model = await loadGraphModel('/assets/models/tfjs/model.json')
  return {
    async classify(image, topK) {
      const pixels = normalised(await readSquare(image))
      const logits = tidy(() => model.predict(tensor(pixels, [1, 224, 224, 3])) as Tensor)
      const values = await logits.data()
      logits.dispose()
      return predictionsOf(values, await labels, topK)
    },
  }
}
