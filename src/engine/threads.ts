/**
 * The other threads: each a worker that runs the same list of steps over the same memory. How a worker is started is
 * passed in, since pages and Node differ there. A thread that waits inside the kernels never returns to its event loop, so
 * it can only be terminated, and whoever owns it must find out for itself when one died.
 */
import { WhatsitError } from '../core/errors.ts'
import { FOR_EVER, instantiateKernels } from './kernel-module.ts'
import type { StepList } from './program.ts'

/** What a thread needs to know; crosses by structured clone. */
export interface ThreadStart {
  /** The module's bytes: WebKit refuses a compiled module beside a shared memory in a worker's worker. */
  readonly wasm: Uint8Array
  readonly memory: WebAssembly.Memory
  readonly steps: StepList
  readonly sync: number
  /** 1 and up; the owner is thread 0. */
  readonly thread: number
  readonly threads: number
}

export interface StartedThread {
  terminate(): void
}

/**
 * Starts a worker that calls {@link prepareThread} with `start`, says that it is ready, and then, in a later turn of its
 * event loop, calls the function that it got.
 *
 * @param lost  to be called when the worker fails or ends, at any time
 * @returns settles when the worker said that it is ready; should fail where that takes too long, since there are no clocks here
 */
export type StartThread = (start: ThreadStart, lost: (why: string) => void) => Promise<StartedThread>

/**
 * In the worker.
 *
 * @returns a function that never returns: it computes this thread's share of every run
 */
export async function prepareThread({ wasm, memory, steps, sync, thread, threads }: ThreadStart): Promise<() => never> {
  const kernels = instantiateKernels(await WebAssembly.compile(wasm), memory)
  return () => {
    for (;;) {
      kernels.begin(threads, sync, FOR_EVER)
      kernels.run(steps.address, steps.count, thread, threads, sync, FOR_EVER)
    }
  }
}

/** The threads beside the owner's: all of them, or none. */
export class Threads {
  readonly #started: StartedThread[] = []
  #lost: string | undefined

  /** @throws RuntimeFailed  where one did not start; the others are terminated */
  static async start(starts: readonly ThreadStart[], startThread: StartThread): Promise<Threads> {
    const threads = new Threads()
    const results = await Promise.allSettled(
      starts.map(async (start) => {
        const started = await startThread(start, (why) => {
          threads.#lost ??= `thread ${start.thread}: ${why}`
        })
        threads.#started.push(started)
      }),
    )
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) {
      threads.terminate()
      throw new WhatsitError('RuntimeFailed', `a thread did not start: ${failed.reason}`, { cause: failed.reason })
    }
    return threads
  }

  /** Why one of them can no longer compute. */
  get lost(): string | undefined {
    return this.#lost
  }

  terminate(): void {
    for (const thread of this.#started.splice(0)) thread.terminate()
  }
}
