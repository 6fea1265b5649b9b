/**
 * A network on LiteRT.js, used as its README says: its files and the model served by the site, one compiled model kept,
 * tensors deleted by hand. The only place that knows its calls; the peers' pages and the engines' bench both come here.
 */
import { loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core'

export interface Network {
  /** [1, height, width, 3] */
  readonly inputShape: readonly number[]
  /** @param input  normalised NHWC values @returns the logits, a copy */
  run(input: Float32Array<ArrayBuffer>): Promise<Float32Array>
  dispose(): void
}

/**
 * Once in a page or worker (not of type "module": it calls importScripts).
 *
 * @param folder  address of the package's `wasm` folder
 */
export async function startLiteRt(folder: string, threads: number): Promise<void> {
  if (typeof document === 'undefined') tellWhereFilesAre(folder)
  await loadLiteRt(folder, { threads: threads > 1 })
}

/** @param model  bytes or address of a .tflite file with one input and one output */
export async function compileNetwork(model: Uint8Array | string, threads: number): Promise<Network> {
  const compiled = await loadAndCompile(model, { accelerator: 'wasm', cpuOptions: { numThreads: threads } })
  const [details] = compiled.getInputDetails()
  if (!details) throw new Error('the model has no input')
  const shape = [...details.shape]
  return {
    inputShape: shape,
    async run(values) {
      const input = new Tensor(values, shape)
      const [output] = await compiled.run(input)
      input.delete()
      if (!output) throw new Error('the model answered nothing')
      const logits = new Float32Array(output.toTypedArray())
      output.delete()
      return logits
    },
    dispose: () => compiled.delete(),
  }
}

/** On a page its script knows where it came from; in a worker it takes the worker's address for its own. */
function tellWhereFilesAre(folder: string): void {
  const here = new URL(folder, location.href)
  Reflect.set(globalThis, 'Module', {
    locateFile: (file: string) => new URL(file, here).href,
    mainScriptUrlOrBlob: new URL('litert_wasm_threaded_internal.js', here).href,
  })
}
