/** A plan on the kernels, without an engine: to look at values that an engine does not show. */
import { FOR_EVER, instantiateKernels } from '../kernel-module.ts'
import type { Plan, ValueId } from '../layers.ts'
import { layOut } from '../program.ts'
import { FLOAT_BYTES, shapeOf } from '../value-memory.ts'
import { KERNELS } from './kernel-files.ts'

const module = new WebAssembly.Module(KERNELS)
const PAGE_BYTES = 65_536

/**
 * A value after a run, [height, width, channels]; one that is needed to the end, since others share their memory.
 *
 * @param planes  [channels, height, width]
 */
export function runPlan(plan: Plan, planes: Float32Array, wanted: ValueId): Float32Array {
  const program = layOut(plan, 1)
  const memory = new WebAssembly.Memory({ initial: Math.ceil(program.bytes / PAGE_BYTES) })
  program.write(memory.buffer)
  // What a run reads without having written it is then seen in its results.
  new Float32Array(memory.buffer, program.shared.address, program.shared.bytes / FLOAT_BYTES).fill(Number.NaN)
  new Float32Array(memory.buffer, program.planes.address, program.planes.length).set(planes)
  const { run } = instantiateKernels(module, memory)
  run(program.steps.address, program.steps.count, 0, 1, program.sync, FOR_EVER)
  const { height, width, channels } = shapeOf(plan.values, wanted)
  const place = program.places[wanted]
  if (!place) throw new RangeError(`no value ${wanted}`)
  const numbers = new Float32Array(height * width * channels)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = new Float32Array(memory.buffer, place.address + y * place.row + x * place.pixel, channels)
      numbers.set(pixel, (y * width + x) * channels)
    }
  }
  return numbers
}

/** The largest difference, as a part of the largest number there is or 1. */
export function difference(ours: Float32Array, reference: Float64Array): number {
  const largest = reference.reduce((most, number) => Math.max(most, Math.abs(number)), 1)
  let most = ours.length === reference.length ? 0 : Number.NaN
  for (const [index, number] of ours.entries())
    most = Math.max(most, Math.abs(number - (reference[index] ?? Number.NaN)))
  return most / largest
}
