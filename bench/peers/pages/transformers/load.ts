/** transformers.js, as in its documentation on local models: the model folder of the site as it is, and the wasm backend. */
import { env, pipeline } from '@huggingface/transformers'
import runtimeModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import runtime from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import type { LoadPeer } from '../peer.ts'

export const load: LoadPeer = async (threads) => {
  env.allowLocalModels = true
  env.allowRemoteModels = false
  env.localModelPath = '/assets/models/'
  const { wasm } = env.backends.onnx
  if (!wasm) throw new Error('transformers.js has no wasm backend here')
  wasm.wasmPaths = { mjs: runtimeModule, wasm: runtime }
  wasm.numThreads = threads
  const classifier = await pipeline('image-classification', 'efficientnet-lite0', { device: 'wasm', dtype: 'fp32' })
  const { label2id } = classifier.model.config as unknown as { label2id: Record<string, number> }
  return {
    async classify(image, topK) {
      const answer = await classifier(image, { top_k: topK })
      return answer.map(({ label, score }) => ({ index: Number(label2id[label]), label, score }))
    },
  }
}
