/** LiteRT.js behind a page: the browser's canvas before it, the labels after it. */
import { fetchLabels, predictionsOf } from '../labels.ts'
import type { LoadPeer } from '../peer.ts'
import { normalised, readSquare } from '../square.ts'
import { compileNetwork, startLiteRt } from './network.ts'

export function loaderOf(model: string): LoadPeer {
  return async (threads) => {
    const labels = fetchLabels()
    await startLiteRt('/assets/litert/', threads)
    const network = await compileNetwork(`/assets/models/${model}`, threads)
    return {
      async classify(image, topK) {
        const logits = await network.run(normalised(await readSquare(image)))
        return predictionsOf(logits, await labels, topK)
      },
    }
  }
}

export const load = loaderOf('efficientnet-lite0.tflite')
