/** Our own engine: a plan, packed into the kernels' memory and run there, on one thread or several, with the same bits. */
import type { Engine, EngineOutput, RunOptions } from '../core/engine.ts'
import { WhatsitError } from '../core/errors.ts'
import { FOR_EVER, instantiateKernels, type Kernels } from './kernel-module.ts'
import type { Plan } from './layers.ts'
import { layOut, type Program } from './program.ts'
import { type StartThread, Threads } from './threads.ts'
import { shapeOf } from './value-memory.ts'

export interface EngineOptions {
  /** `kernels.wasm`, or `kernels-threads.wasm` for more than one thread. */
  readonly wasm: Uint8Array
  /** 1 and up; more than 1 needs shared memory and `startThread`. */
  readonly threads: number
  readonly startThread?: StartThread
  /** How long a run waits for its threads after one layer, before it takes them for dead. */
  readonly patienceMs?: number
}

const PAGE_BYTES = 65_536
// 512 MiB: ResNet-50 needs a quarter of that, EfficientNet-Lite0 a twentieth, and a damaged file must not take more. The
// kernels' modules are built with twice as much (tools/kernels.mjs).
const MAX_PAGES = 8192
// A layer takes milliseconds; a machine that is so busy that a thread sleeps for seconds is still no dead thread.
const PATIENCE_MS = 5_000
const NANOSECONDS_PER_MS = 1e6

/**
 * @throws ModelUnsupported  the plan needs more memory than the kernels can address
 * @throws OutOfMemory  that much was not to be had
 * @throws RuntimeFailed  the kernels or a thread did not start
 */
export async function createEngine(plan: Plan, options: EngineOptions): Promise<Engine> {
  const { wasm, threads, startThread, patienceMs = PATIENCE_MS } = options
  if (!Number.isInteger(threads) || threads < 1) throw new WhatsitError('RuntimeFailed', `${threads} threads`)
  const { channels, height, width } = shapeOf(plan.values, plan.input)
  if (channels !== 3) throw new WhatsitError('ModelUnsupported', `a picture of ${channels} channels`)
  if (threads > 1 && !startThread) throw new WhatsitError('RuntimeFailed', 'there is no way to start a thread')
  // What writes is not kept: it holds the plan, and with it the file's bytes.
  const { write, ...program } = layOut(plan, threads)
  const memory = requestMemory(program.bytes, threads > 1)
  const kernels = await startKernels(wasm, memory)
  const { steps, sync } = program
  const others = Array.from({ length: threads - 1 }, (_, index) => ({
    wasm,
    memory,
    steps,
    sync,
    thread: index + 1,
    threads,
  }))
  // They start while this thread packs, and wait for the first run's beginning before they look at what is in the memory.
  const starting = startThread ? Threads.start(others, startThread) : undefined
  write(memory.buffer)
  const started = await starting
  const patience = BigInt(Math.round(patienceMs * NANOSECONDS_PER_MS))
  return new KernelEngine([1, 3, height, width], { program, memory, kernels, threads, started, patience })
}

/** All the memory there will be. */
function requestMemory(bytes: number, shared: boolean): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE_BYTES)
  if (pages > MAX_PAGES) throw new WhatsitError('ModelUnsupported', `the network needs ${bytes} bytes`)
  if (shared && typeof SharedArrayBuffer === 'undefined') {
    throw new WhatsitError('RuntimeFailed', 'there is no shared memory here')
  }
  let memory: WebAssembly.Memory
  try {
    memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
  } catch (error) {
    throw new WhatsitError('OutOfMemory', `${bytes} bytes: ${error}`, { cause: error })
  }
  if (shared && !(memory.buffer instanceof SharedArrayBuffer)) {
    throw new WhatsitError('RuntimeFailed', 'the memory cannot be shared')
  }
  return memory
}

async function startKernels(wasm: Uint8Array, memory: WebAssembly.Memory): Promise<Kernels> {
  try {
    return instantiateKernels(await WebAssembly.compile(wasm), memory)
  } catch (error) {
    throw new WhatsitError('RuntimeFailed', `the kernels did not start: ${error}`, { cause: error })
  }
}

interface Started {
  readonly program: Omit<Program, 'write'>
  readonly memory: WebAssembly.Memory
  readonly kernels: Kernels
  readonly threads: number
  readonly started: Threads | undefined
  /** Nanoseconds. */
  readonly patience: bigint
}

class KernelEngine implements Engine {
  readonly inputShape: Engine['inputShape']
  /** Absent once it is over. */
  #parts: Started | undefined
  #broken: string | undefined

  constructor(inputShape: Engine['inputShape'], parts: Started) {
    this.inputShape = inputShape
    this.#parts = parts
  }

  async run(input: Float32Array, { alone = false }: RunOptions = {}): Promise<EngineOutput> {
    const parts = this.#parts
    if (!parts) throw new WhatsitError('RunFailed', 'the engine was disposed of')
    const { program, memory, kernels } = parts
    const { planes, logits, maps } = program
    if (input.length !== planes.length) {
      throw new WhatsitError('RunFailed', `${input.length} numbers for an input of ${planes.length}`)
    }
    this.#broken ??= parts.started?.lost
    if (this.#broken !== undefined) throw new WhatsitError('RunFailed', this.#broken)
    new Float32Array(memory.buffer, planes.address, planes.length).set(input)
    // Threads that were not told to begin go on sleeping.
    this.#perform(parts, alone ? 1 : parts.threads)
    const answer = new Float32Array(memory.buffer, logits.address, logits.length).slice()
    if (!maps) return { logits: answer }
    const classes = maps.tail.prepare(memory.buffer, answer)
    kernels.run(maps.steps.address, maps.steps.count, 0, 1, program.sync, FOR_EVER)
    return { logits: answer, activationMaps: maps.tail.result(memory.buffer, classes) }
  }

  /** All steps. After a failure the threads are at different places, and nothing works any more. */
  #perform({ program, kernels, patience }: Started, threads: number): void {
    const { steps, sync } = program
    try {
      const inTime =
        kernels.begin(threads, sync, patience) && kernels.run(steps.address, steps.count, 0, threads, sync, patience)
      if (!inTime) this.#broken = 'a thread did not come to the end of its share'
    } catch (error) {
      this.#broken = `the kernels failed: ${error}`
    }
    if (this.#broken !== undefined) throw new WhatsitError('RunFailed', this.#broken)
  }

  async dispose(): Promise<void> {
    this.#parts?.started?.terminate()
    this.#parts = undefined
  }
}
