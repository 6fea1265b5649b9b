/** LiteRT.js, as in its README: its wasm folder and the model served by the site, one compiled model kept. */
import { loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core'
import { fetchLabels, predictionsOf } from '../labels.ts'
import type { LoadPeer } from '../peer.ts'
import { normalised, readSquare } from '../square.ts'

const FOLDER = '/assets/litert/'

export function loaderOf(model: string): LoadPeer {
  return async (threads) => {
    const labels = fetchLabels()
    if (typeof document === 'undefined') tellWhereFilesAre()
    await loadLiteRt(FOLDER, { threads: threads > 1 })
    const compiled = await loadAndCompile(`/assets/models/${model}`, {
      accelerator: 'wasm',
      cpuOptions: { numThreads: threads },
    })
    return {
      async classify(image, topK) {
        const input = new Tensor(normalised(await readSquare(image)), [1, 224, 224, 3])
        const [output] = await compiled.run(input)
        input.delete()
        if (!output) throw new Error('the model answered nothing')
        const logits = output.toTypedArray().slice()
        output.delete()
        return predictionsOf(logits, await labels, topK)
      },
    }
  }
}

/** On a page its script knows where it came from; in a worker it takes the worker's address for its own. */
function tellWhereFilesAre(): void {
  const here = new URL(FOLDER, location.href)
  Reflect.set(globalThis, 'Module', {
    locateFile: (file: string) => new URL(file, here).href,
    mainScriptUrlOrBlob: new URL('litert_wasm_threaded_internal.js', here).href,
  })
}

export const load = loaderOf('efficientnet-lite0.tflite')
