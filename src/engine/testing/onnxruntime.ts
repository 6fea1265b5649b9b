/** onnxruntime-web, the reference: a file run as it stands, and how far apart two answers are. */
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import { startRuntime } from '../../ort/runtime.ts'

let isStarted = false

type Outputs = Record<string, Float32Array>

/** A model on onnxruntime-web; `run` gives the graph's outputs by name, int64 as numbers. */
export async function openOnnx(model: Uint8Array) {
  if (!isStarted) await startRuntime({ threads: 1 })
  isStarted = true
  const session = await InferenceSession.create(model, { executionProviders: ['wasm'] })
  return {
    async run(name: string, dims: readonly number[], input: Float32Array): Promise<Outputs> {
      const results = await session.run({ [name]: new Tensor('float32', input, dims) })
      return Object.fromEntries(Object.entries(results).map(([output, { data }]) => [output, numbersOf(data)]))
    },
    release: () => session.release(),
  }
}

/** One run. */
export async function runOnnx(
  model: Uint8Array,
  name: string,
  dims: readonly number[],
  input: Float32Array,
): Promise<Outputs> {
  const opened = await openOnnx(model)
  try {
    return await opened.run(name, dims, input)
  } finally {
    await opened.release()
  }
}

function numbersOf(data: Tensor['data']): Float32Array {
  if (data instanceof Float32Array) return data.slice()
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number)
  throw new TypeError(`numbers of ${data.constructor.name}`)
}

/** The largest difference, as a part of the largest number; not a number where there is nothing to compare. */
export function relativeDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length || ours.length === 0) return Number.NaN
  const numbers = Array.from(theirs)
  const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0)
  const most = numbers.reduce((far, number, index) => Math.max(far, Math.abs(number - (ours[index] ?? Number.NaN))), 0)
  return most === 0 ? 0 : most / largest
}
