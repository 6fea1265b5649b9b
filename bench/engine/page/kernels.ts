/** Each kernel by itself: the steps of a model one at a time, on one thread. */
import type { ModelManifest } from '../../../src/core/manifest.ts'
import { FOR_EVER, instantiateKernels } from '../../../src/engine/kernel-module.ts'
import kernels from '../../../src/engine/kernels/built/kernels.wasm?url'
import * as field from '../../../src/engine/kernels/fields.ts'
import { readModel } from '../../../src/engine/onnx.ts'
import { planNetwork } from '../../../src/engine/plan.ts'
import { layOut } from '../../../src/engine/program.ts'
import type { StepFields } from '../../../src/engine/steps.ts'

export interface KernelTime {
  readonly kernel: string
  /** The fastest of each step, added up. */
  readonly ms: number
  readonly macs: number
}

const PAGE_BYTES = 65_536
const WARM_UP = 40

/** What the table calls a step: kernel, its size, and the edge of its output. */
function kernelName(name: string, fields: StepFields): string {
  const size = fields[field.KERNEL_HEIGHT] ?? 1
  const edge = `${fields[field.HEIGHT]} x ${fields[field.WIDTH]}`
  if (fields[field.KIND] === field.KIND_DENSE) return `convolution ${size} x ${size}, ${edge}`
  if (fields[field.KIND] === field.KIND_DEPTHWISE) {
    return `depthwise ${size} x ${size}, stride ${fields[field.STRIDE_X]}, ${edge}`
  }
  return name
}

/** @returns bytes of the engine's memory, and each kernel's time */
export async function timeKernels(
  model: Uint8Array,
  manifest: ModelManifest,
  rounds: number,
): Promise<{ memory: number; kernels: KernelTime[] }> {
  const program = layOut(planNetwork(readModel(model), manifest), 1)
  const memory = new WebAssembly.Memory({ initial: Math.ceil(program.bytes / PAGE_BYTES) })
  program.write(memory.buffer)
  const wasm = new Uint8Array(await (await fetch(kernels)).arrayBuffer())
  const { run } = instantiateKernels(await WebAssembly.compile(wasm), memory)
  const { address, count } = program.steps
  for (let time = 0; time < WARM_UP; time++) run(address, count, 0, 1, program.sync, FOR_EVER)
  const fastest = new Array<number>(count).fill(Number.POSITIVE_INFINITY)
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < count; step++) {
      const began = performance.now()
      run(address + step * field.STEP_BYTES, 1, 0, 1, program.sync, FOR_EVER)
      fastest[step] = Math.min(fastest[step] ?? 0, performance.now() - began)
    }
  }
  const byName = new Map<string, { ms: number; macs: number }>()
  for (const [index, { name, fields, macs }] of program.listing.entries()) {
    if (macs === 0) continue
    const kernel = kernelName(name, fields)
    const sum = byName.get(kernel) ?? { ms: 0, macs: 0 }
    byName.set(kernel, { ms: sum.ms + (fastest[index] ?? 0), macs: sum.macs + macs })
  }
  return { memory: program.bytes, kernels: [...byName].map(([kernel, sum]) => ({ kernel, ...sum })) }
}
